/**
 * Compares the package with plain fetch and connect-web, in Node and in Chromium, and prints a line
 * `name<tab>number` for each figure.
 *
 *     node run.js [--quick]
 */

import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { launchChromium } from "../tests/support/chromium.js";
import { binary, installConsumer, run } from "../tests/support/package.js";
import { median } from "./src/measure.js";

const quick = process.argv.includes("--quick");
const OPTIONS = { rounds: quick ? 40 : 200, calls: 20 };
const STARTS = quick ? 7 : 21;

const folder = await installConsumer("bench", fileURLToPath(new URL(".", import.meta.url)));
for (const mode of ["compare", "cold"]) {
  await run(folder, binary(folder, "vite"), ["build", "--mode", mode, "--logLevel", "warn"]);
}
const server = spawn(process.execPath, ["server.js", path.join(folder, "dist")], {
  cwd: folder,
  stdio: ["ignore", "pipe", "inherit"],
});
process.once("exit", () => server.kill());
const url = await new Promise((resolve) => createInterface({ input: server.stdout }).once("line", resolve));

report("node", JSON.parse(await run(folder, process.execPath, ["node-compare.js", url, JSON.stringify(OPTIONS)])));
await coldStarts("node", async (kind) => Number(await run(folder, process.execPath, ["node-cold.js", kind, url])));

const browser = await launchChromium();
const page = await browser.newPage();
await page.goto(`${url}/page.html`);
await page.waitForFunction(() => "compareAll" in globalThis);
report("chromium", await page.evaluate((options) => globalThis.compareAll(options), OPTIONS));
await page.close();
await coldStarts("chromium", async (kind) => {
  // A context of its own has empty caches.
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    // The page tells its time by itself: to ask for it is to run a script of Playwright's meanwhile,
    // which takes as long as a quarter of a cold start.
    const told = page.waitForEvent("console");
    await page.goto(`${url}/${kind === "keybearer" ? "cold" : "plain"}.html`);
    return Number((await told).text());
  } finally {
    await context.close();
  }
});
await browser.close();
process.exit();

function report(place, results) {
  for (const [request, clients] of Object.entries(results)) {
    for (const [client, { rate, ratio }] of Object.entries(clients)) {
      figure(`${place}, ${request}: ${client}`, rate);
      if (client !== "fetch") figure(`${place}, ${request}: ${client} / fetch`, ratio);
    }
  }
}

/** What the first call costs more than a first plain fetch, by turns. */
async function coldStarts(place, start) {
  const times = { fetch: [], keybearer: [] };
  for (let count = 0; count < STARTS; count += 1) {
    for (const kind of ["fetch", "keybearer"]) times[kind].push(await start(kind));
  }
  figure(`${place}, cold start`, median(times.keybearer) - median(times.fetch));
}

function figure(name, value) {
  console.log(`${name}\t${value}`);
}
