// The page of the Vite consumer, but for the `.wasm`: esbuild copies only what is imported.
import { init, PuguhClient } from "keybearer";
import address from "keybearer/keybearer.wasm";

void init(new URL(address, import.meta.url));

const parameters = new URLSearchParams(location.search);
const client = new PuguhClient({ baseUrl: parameters.get("sandbox"), accessToken: parameters.get("token") });
client.organizations.list({ pageSize: 2 }).then(
  (page) => (document.title = `total ${page.total}`),
  (error) => (document.title = `failed: ${error}`),
);
