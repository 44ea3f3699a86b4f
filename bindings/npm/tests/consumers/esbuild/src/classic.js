// As main.js, in a script that is no module: the address is the one that --public-path begins.
import { init, PuguhClient } from "keybearer";
import address from "keybearer/keybearer.wasm";

void init(address);

const parameters = new URLSearchParams(location.search);
const client = new PuguhClient({ baseUrl: parameters.get("sandbox"), accessToken: parameters.get("token") });
client.organizations.list({ pageSize: 2 }).then(
  (page) => (document.title = `total ${page.total}`),
  (error) => (document.title = `failed: ${error}`),
);
