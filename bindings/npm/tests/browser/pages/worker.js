// A web worker that makes one call and tells what came of it.
self.onmessage = async ({ data: { entry, sandbox, token } }) => {
  const { PuguhClient } = await import(entry);
  const client = new PuguhClient({ baseUrl: sandbox, accessToken: token });
  client.organizations.list({ pageSize: 2 }).then(
    (page) => self.postMessage(`total ${page.total}`),
    (error) => self.postMessage(`failed: ${error}`),
  );
};
