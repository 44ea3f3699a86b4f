// The page of the Vite, webpack and strict-CSP consumers: one call, its result in the title.
import { PuguhClient } from "keybearer";

const parameters = new URLSearchParams(location.search);
const client = new PuguhClient({ baseUrl: parameters.get("sandbox"), accessToken: parameters.get("token") });
client.organizations.list({ pageSize: 2 }).then(
  (page) => (document.title = `total ${page.total}`),
  (error) => (document.title = `failed: ${error}`),
);
