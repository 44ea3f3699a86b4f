/**
 * Plays the scenarios of browsers in headless Chromium, each in a page of its own sandbox.
 *
 *     node scenarios/browser.js [part of a name]
 */

import { fileURLToPath } from "node:url";

import { launchChromium } from "../support/chromium.js";
import { browserBundle } from "../support/package.js";
import { control } from "../support/sandbox.js";
import { serveFiles } from "../support/static-server.js";
import { declarations, scenarios } from "./files.js";
import { playAll } from "./report.js";

const AT_ONCE = 6;

const files = await serveFiles({
  scenarios: fileURLToPath(new URL(".", import.meta.url)),
  package: await browserBundle(),
});
const entry = `${files.url}/package/keybearer.js`;
const declared = await declarations();
const browser = await launchChromium();
// Pages of many origins in one context share no connections, as those of one user.
const context = await browser.newContext();
await context.exposeFunction("control", async (request) => {
  const answer = await control(...JSON.parse(request));
  return JSON.stringify(answer);
});

async function play(scenario, sandboxes) {
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(`${error.stack ?? error}`));
  try {
    // The page of the origin that opens no connection of its own.
    await page.goto(`${sandboxes.sandbox.url}/_sandbox/info`);
    const problem = await page.evaluate(
      async ([runner, ...rest]) => {
        const { play } = await import(runner);
        return (await play(...rest)) ?? null;
      },
      [`${files.url}/scenarios/page.js`, entry, declared, scenario, sandboxes],
    );
    return problem ?? (problems.length > 0 ? problems.join("\n") : undefined);
  } finally {
    await page.close();
  }
}

const found = await scenarios("browser", process.argv[2]);
const passed = await playAll("browser", found, AT_ONCE, play);
await browser.close();
files.close();
process.exit(passed ? 0 : 1);
