import assert from "node:assert/strict";
import { test } from "node:test";
import { said, tells } from "../dist/esm/thrown.js";

test("a secret is found wherever showing what was thrown would show it", () => {
  const looped = new AggregateError([new Error("one")], "several");
  looped.errors.push(looped);
  for (const thrown of [
    "key",
    new Error("the key"),
    new Error("it", { cause: "the key" }),
    new Error("it", { cause: new Error("its", { cause: { note: "the key" } }) }),
    new AggregateError([new Error("one"), "the key"]),
    new Proxy({}, { get: () => assert.fail() }),
  ]) {
    assert.ok(tells(thrown, ["key"]), String(said(thrown)));
  }
  for (const thrown of [undefined, null, 7, "", new Error("it", { cause: 7 }), looped]) assert.ok(!tells(thrown, ["key"]));
});
