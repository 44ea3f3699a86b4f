// A page under a strict Content-Security-Policy: no inline script, no eval, WebAssembly allowed.
const parameters = new URLSearchParams(location.search);
const { PuguhClient } = await import(parameters.get("entry"));
const client = new PuguhClient({ baseUrl: parameters.get("sandbox"), accessToken: parameters.get("token") });
client.organizations.list({ pageSize: 2 }).then(
  (page) => (document.title = `total ${page.total}`),
  (error) => (document.title = `failed: ${error}`),
);
