import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { init } from "../dist/esm/index.js";
import { COMMON } from "../dist/esm/client.js";

const file = (name) => new URL(`../${name}`, import.meta.url);
const readme = readFileSync(file("README.md"), "utf8");

test("the README has the heading that the error of a missing .wasm names", async () => {
  await assert.rejects(init(new Response("", { status: 404 })), ({ message }) => {
    const [, heading] = /See "([^"]+)" in its README/.exec(message);
    assert.ok(readme.split("\n").includes(`### ${heading}`), heading);
    return true;
  });
});

test("the README explains every option that all clients have", () => {
  for (const option of Object.keys(COMMON)) assert.ok(readme.includes(`\n| \`${option}\` |`), option);
});

test("what the README refers to beside it is in the package", () => {
  const { files } = JSON.parse(readFileSync(file("package.json"), "utf8"));
  assert.ok(files.includes("errors.md") && existsSync(file("errors.md")));
});
