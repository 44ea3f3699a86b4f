// One cold start in a process of its own: of the package, or of plain fetch.
const [kind, baseUrl] = process.argv.slice(2);
const started = performance.now();
if (kind === "keybearer") {
  const { PuguhClient } = await import("keybearer");
  const client = new PuguhClient({ baseUrl, accessToken: "a-token-that-does-not-expire" });
  await client.organizations.list({ pageSize: 20 });
} else {
  const response = await fetch(`${baseUrl}/api/v1/organizations?page_size=20`, {
    headers: { accept: "application/json", authorization: "Bearer a-token-that-does-not-expire" },
  });
  await response.json();
}
console.log(performance.now() - started);
process.exit();
