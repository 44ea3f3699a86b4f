import assert from "node:assert/strict";
import { test } from "node:test";

test("what servers have, pages have too, at least by name", async () => {
  const [server, page] = await Promise.all([import("../dist/esm/host/server.js"), import("../dist/esm/host/page.js")]);
  assert.deepEqual(Object.keys(page), Object.keys(server));
});
