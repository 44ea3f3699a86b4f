// A page whose first call is one of the package: loading, compiling and the call itself.
const started = performance.now();
const { PuguhClient } = await import("keybearer");
const client = new PuguhClient({ baseUrl: location.origin, accessToken: "a-token-that-does-not-expire" });
await client.organizations.list({ pageSize: 20 });
console.log(performance.now() - started);
