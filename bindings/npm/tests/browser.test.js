// The package in Chromium: what JavaScript adds to the scenarios, and what pages meet.

import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";

import { TRAPPED, behaviours } from "./behaviours.js";
import { declarations } from "./scenarios/files.js";
import { launchChromium } from "./support/chromium.js";
import { browserBundle } from "./support/package.js";
import { control, startSandbox } from "./support/sandbox.js";
import { serveFiles } from "./support/static-server.js";

const PAGES = fileURLToPath(new URL("browser/pages", import.meta.url));
const TESTS = fileURLToPath(new URL(".", import.meta.url));

let sandbox;
let browser;
let files;
let entry;

before(async () => {
  sandbox = await startSandbox();
  const folders = { package: await browserBundle(), pages: PAGES, tests: TESTS };
  files = await serveFiles(folders, {
    headers: { "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'" },
  });
  entry = `${files.url}/package/keybearer.js`;
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  files?.close();
  sandbox?.stop();
});

/** Runs `script(entry, argument)` in a page of a sandbox of its own. */
async function inPage(script, argument) {
  const info = await sandbox.spawn();
  const page = await browser.newPage();
  try {
    await page.exposeFunction("control", async (request) =>
      JSON.stringify((await control(info.url, ...JSON.parse(request))) ?? null),
    );
    await page.goto(`${info.url}/_sandbox/info`);
    return await page.evaluate(script, { entry, info, files: files.url, argument });
  } finally {
    await page.close();
  }
}

suite("in Chromium", { concurrency: 2 }, () => {
  for (const name of Object.keys(behaviours)) {
    test(name, async () => {
      const problem = await inPage(
        async ({ entry, info, files, argument: [name, declarations] }) => {
          const { behaviours } = await import(`${files}/tests/behaviours.js`);
          const keybearer = await import(entry);
          const control = async (...request) => JSON.parse(await globalThis.control(JSON.stringify(request)));
          return behaviours[name]({ keybearer, info, control, declarations }).then(
            () => null,
            (error) => error.stack,
          );
        },
        [name, await declarations()],
      );
      assert.equal(problem, null);
    });
  }

  test("a secret key is refused, unless it is asked for by its dangerous name", async () => {
    const codes = await inPage(async ({ entry, info }) => {
      const { CompositeClient, init } = await import(entry);
      await init();
      const make = (options) => {
        try {
          new CompositeClient({ baseUrl: info.url, apiKey: info.composite.secret_key, ...options });
          return "made";
        } catch (error) {
          return error.code;
        }
      };
      return [make({}), make({ dangerouslyAllowBrowser: true })];
    });
    assert.deepEqual(codes, ["invalid_config", "made"]);
  });

  test("there is no environment to read", async () => {
    const codes = await inPage(async ({ entry }) => {
      const { CompositeClient, PugClient, PuguhClient } = await import(entry);
      return [CompositeClient, PugClient, PuguhClient].map((Client) => {
        try {
          Client.fromEnv();
          return "made";
        } catch (error) {
          return error.code;
        }
      });
    });
    assert.deepEqual(codes, Array(3).fill("invalid_config"));
  });

  test("importing the package and making a client load no WebAssembly", async () => {
    const counts = await inPage(async ({ entry, info }) => {
      const loaded = () => performance.getEntriesByType("resource").filter(({ name }) => name.includes(".wasm")).length;
      const { PuguhClient } = await import(entry);
      const client = new PuguhClient({ baseUrl: info.url, accessToken: info.puguh.access_token });
      const before = loaded();
      await client.organizations.list({ pageSize: 1 });
      await client.organizations.list({ pageSize: 1 });
      return [before, loaded()];
    });
    assert.deepEqual(counts, [0, 1]);
  });

  test("calls for the same thing do not wait for each other", async () => {
    const inFlight = await inPage(async ({ entry, info }) => {
      const { PuguhClient } = await import(entry);
      const control = async (...request) => JSON.parse(await globalThis.control(JSON.stringify(request)));
      const client = new PuguhClient({ baseUrl: info.url, accessToken: info.puguh.access_token });
      await client.ready();
      await control("POST", "/_sandbox/rules", { rules: [{ match: { path: "/api/v1/organizations" }, times: 4, delay_ms: 500 }] });
      await Promise.all(Array.from({ length: 4 }, () => client.organizations.list()));
      const { requests } = await control("GET", "/_sandbox/journal");
      return requests.filter(({ path }) => path === "/api/v1/organizations").map(({ in_flight }) => in_flight);
    });
    assert.deepEqual(inFlight.sort(), [0, 1, 2, 3]);
  });

  test("before the core is there, options that cannot work are refused by ready and by the first call", async () => {
    const codes = await inPage(async ({ entry }) => {
      const { PuguhClient } = await import(entry);
      const code = (promise) => promise.then(() => "done", (error) => error.code);
      const [one, other] = [1, 2].map(() => new PuguhClient({ apiKey: "k-123456789012" }));
      return [await code(one.health()), await code(other.ready())];
    });
    assert.deepEqual(codes, ["invalid_config", "invalid_config"]);
  });

  test("a core that traps fails its calls, and the next call gets a fresh one", async () => {
    const found = await inPage(async ({ entry, info, files }) => {
      const { trap } = await import(`${files}/tests/behaviours.js`);
      const keybearer = await import(entry);
      const control = async (...request) => JSON.parse(await globalThis.control(JSON.stringify(request)));
      return trap({ keybearer, info, control });
    });
    assert.deepEqual(found, TRAPPED);
  });

  test("the WebAssembly may be hosted elsewhere, and is then loaded from there", async () => {
    const loaded = await inPage(async ({ entry, info, files }) => {
      const keybearer = await import(entry);
      await keybearer.init(`${files.replace("127.0.0.1", "localhost")}/package/keybearer.wasm`);
      const client = new keybearer.PuguhClient({ baseUrl: info.url, accessToken: info.puguh.access_token });
      await client.organizations.list({ pageSize: 1 });
      return performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes(".wasm"));
    });
    assert.equal(loaded.length, 1);
    assert.match(loaded[0], /^http:\/\/localhost:/);
  });

  test("a page with a strict Content-Security-Policy calls", async () => {
    const page = await browser.newPage();
    try {
      const { access_token: token } = sandbox.info.puguh;
      const parameters = new URLSearchParams({ entry, sandbox: sandbox.url, token });
      await page.goto(`${files.url}/pages/csp.html?${parameters}`);
      await page.waitForFunction(() => document.title !== "waiting");
      assert.equal(await page.title(), "total 45");
    } finally {
      await page.close();
    }
  });

  test("a web worker calls", async () => {
    const page = await browser.newPage();
    try {
      await page.goto(`${files.url}/pages/csp.html?${new URLSearchParams({ entry })}`);
      const { access_token: token } = sandbox.info.puguh;
      const answer = await page.evaluate(
        ({ entry, sandbox, token }) =>
          new Promise((resolve, reject) => {
            const worker = new Worker("/pages/worker.js", { type: "module" });
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => reject(new Error(message));
            worker.postMessage({ entry, sandbox, token });
          }),
        { entry, sandbox: sandbox.url, token },
      );
      assert.equal(answer, "total 45");
    } finally {
      await page.close();
    }
  });
});
