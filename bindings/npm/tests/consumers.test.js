// The built tarball, installed in clean projects and used the way its users use it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launchChromium } from "./support/chromium.js";
import { binary, installConsumer, run, tarball } from "./support/package.js";
import { startSandbox } from "./support/sandbox.js";
import { serveFiles } from "./support/static-server.js";

const TESTS = fileURLToPath(new URL(".", import.meta.url));
/** What every program that calls as a server must print. */
const RESULT = { total: 45, walked: 45, missing: "not_found" };

let sandbox;
let browser;
let environment;

before(async () => {
  sandbox = await startSandbox();
  browser = await launchChromium();
  const { url, puguh } = sandbox.info;
  environment = {
    PUGUH_BASE_URL: url,
    PUGUH_API_KEY: puguh.api_key,
    PUGUH_ORGANIZATION_ID: puguh.organization_id,
    SAMPLE_TOKEN: puguh.access_token,
  };
});

after(async () => {
  await browser?.close();
  sandbox?.stop();
});

/** What a page that makes one call has in its title in the end. */
async function titleOf(url) {
  const page = await browser.newPage();
  try {
    await page.goto(`${url}?${new URLSearchParams({ sandbox: sandbox.url, token: sandbox.info.puguh.access_token })}`);
    await page.waitForFunction(() => /total|failed/.test(document.title), undefined, { timeout: 20_000 });
    return await page.title();
  } finally {
    await page.close();
  }
}

/** All JavaScript below a folder, as one text. */
async function scriptsOf(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.m?js$/.test(file));
  return (await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")))).join("\n");
}

suite("on a server", { concurrency: 1 }, () => {
  test("an ES module of Node calls", async () => {
    const folder = await installConsumer("node-esm");
    assert.deepEqual(JSON.parse(await run(folder, process.execPath, ["main.js"], environment)), RESULT);
  });

  test("a CommonJS module of Node calls", async () => {
    const folder = await installConsumer("node-cjs");
    assert.deepEqual(JSON.parse(await run(folder, process.execPath, ["main.js"], environment)), RESULT);
  });

  test("Bun calls", async () => {
    const folder = await installConsumer("bun");
    assert.deepEqual(JSON.parse(await run(folder, binary(folder, "bun"), ["main.js"], environment)), RESULT);
  });

  test("Deno calls, with leave for the network, its files and four variables", async () => {
    const folder = await installConsumer("deno");
    const variables = "PUGUH_BASE_URL,PUGUH_API_KEY,PUGUH_ORGANIZATION_ID,PUGUH_APPLICATION_ID";
    const leave = ["--no-prompt", "--no-remote", `--allow-net=127.0.0.1`, "--allow-read=.", `--allow-env=${variables}`];
    const printed = await run(folder, binary(folder, "deno"), ["run", ...leave, "main.js"], environment);
    assert.deepEqual(JSON.parse(printed), RESULT);
  });

  test("a worker of workerd calls", async () => {
    const folder = await installConsumer("workerd");
    assert.deepEqual(await callOfWorkerd(folder), RESULT);
  });
});

suite("in a browser", { concurrency: 1 }, () => {
  test("a page that Vite builds calls, and holds nothing of the clients that it does not use", async () => {
    const folder = await installConsumer("vite");
    await run(folder, binary(folder, "vite"), ["build", "--logLevel", "warn"]);
    const dist = path.join(folder, "dist");
    const scripts = await scriptsOf(dist);
    const whole = await scriptsOf(path.join(folder, "node_modules", "keybearer"));
    assert.match(scripts, /organizations/);
    for (const stranger of ["batch_create", "rotateApiKey", "recordings", "send_batch"]) {
      assert.ok(whole.includes(stranger), `the package itself does not hold ${stranger}`);
      assert.ok(!scripts.includes(stranger), `the bundle of a page of PUGUH holds ${stranger}`);
    }
    const site = await serveFiles({ "": dist });
    assert.equal(await titleOf(site.url), "total 45");
    site.close();
  });

  test("a page that webpack builds calls", async () => {
    const folder = await installConsumer("webpack");
    await run(folder, process.execPath, ["build.js"]);
    await writeFile(path.join(folder, "dist", "index.html"), '<!doctype html><script src="main.js"></script>');
    const site = await serveFiles({ "": path.join(folder, "dist") });
    assert.equal(await titleOf(site.url), "total 45");
    site.close();
  });

  test("a page that esbuild builds calls, told where the .wasm is", async () => {
    const folder = await installConsumer("esbuild");
    for (const [entry, type, ...options] of [
      ["main", "module", "--format=esm"],
      // Of `import.meta`, which is not used then, esbuild warns.
      ["classic", "text/javascript", "--format=iife", "--public-path=/assets", "--log-override:empty-import-meta=silent"],
    ]) {
      const dist = path.join(folder, "dist", entry);
      const assets = path.join(dist, "assets");
      const shared = ["--bundle", "--minify", "--loader:.wasm=file", `--outdir=${assets}`, "--log-level=warning"];
      await run(folder, binary(folder, "esbuild"), [`src/${entry}.js`, ...shared, ...options]);
      await writeFile(path.join(dist, "index.html"), `<!doctype html><script type="${type}" src="assets/${entry}.js"></script>`);
      const site = await serveFiles({ "": dist });
      assert.equal(await titleOf(site.url), "total 45", entry);
      site.close();
    }
  });

  test("a Next.js page calls on the server and in the browser", async () => {
    const folder = await installConsumer("next");
    await run(folder, binary(folder, "next"), ["build"], { NEXT_TELEMETRY_DISABLED: "1" });
    const { url, stop } = await startNext(folder);
    const page = await browser.newPage();
    try {
      const html = await (await fetch(url)).text();
      assert.match(html.replaceAll("<!-- -->", ""), /server total 45/);
      assert.match(html, /waiting/);
      await page.goto(url);
      await page.locator("#client", { hasText: /total|failed/ }).waitFor();
      assert.equal(await page.locator("#client").innerText(), "client total 45");
    } finally {
      await page.close();
      stop();
    }
  });
});

suite("as a package", { concurrency: 1 }, () => {
  test("its types hold in strict projects, by TypeScript 5 and 7: in pages, in workers, and by the types of Node alone", async () => {
    const folder = await installConsumer("types");
    for (const compiler of ["typescript", "typescript-5"]) {
      for (const project of ["nodenext", "bundler", "worker", "node"]) {
        const config = `tsconfig.${project}.json`;
        await run(folder, process.execPath, [`node_modules/${compiler}/bin/tsc`, "--project", config]);
      }
    }
  });

  test("publint finds nothing", async () => {
    const printed = await run(TESTS, binary(TESTS, "publint"), ["run", tarball(), "--strict"]);
    assert.match(printed, /All good/);
  });

  test("are the types wrong? No", async () => {
    // Parts of a package by `exports` are unknown to the resolution of before TypeScript 4.7.
    const own = ["--profile", "node16", "--exclude-entrypoints", "keybearer.wasm"];
    await run(TESTS, binary(TESTS, "attw"), [tarball(), "--no-color", "--no-emoji", ...own]);
  });

  test("it has no dependency and runs nothing when it is installed", async () => {
    const folder = await installConsumer("node-esm");
    const description = JSON.parse(await readFile(path.join(folder, "node_modules/keybearer/package.json"), "utf8"));
    assert.deepEqual(Object.keys({ ...description.dependencies, ...description.peerDependencies }), []);
    for (const script of ["preinstall", "install", "postinstall"]) {
      assert.equal(description.scripts?.[script], undefined, script);
    }
  });
});

/** Bundles the worker, serves it by workerd and asks it once. */
async function callOfWorkerd(folder) {
  await run(folder, binary(folder, "esbuild"), [
    "src.js",
    "--bundle",
    "--format=esm",
    "--conditions=workerd,worker,browser",
    "--outfile=dist/worker.js",
    // As Cloudflare's own bundler: a .wasm is a module of its own.
    "--loader:.wasm=copy",
    "--asset-names=[name]",
  ]);
  const modules = (await readdir(path.join(folder, "dist"))).map((file) => {
    const kind = file.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = "${file}", ${kind} = embed "dist/${file}")`;
  });
  modules.sort((one, other) => other.includes("worker.js") - one.includes("worker.js"));
  const bindings = Object.entries(environment).map(([name, value]) => `(name = "${name}", text = "${value}")`);
  await writeFile(
    path.join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      compatibilityDate = "2026-01-01",
      modules = [${modules.join(", ")}],
      bindings = [${bindings.join(", ")}],
      globalOutbound = "network",
    )),
    (name = "network", network = (allow = ["local", "private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
  );
  const { child, line } = await untilSays(
    folder,
    binary(folder, "workerd"),
    ["serve", "config.capnp", "--control-fd=1"],
    /"port":(\d+)/,
  );
  try {
    const response = await fetch(`http://127.0.0.1:${line[1]}/`);
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json();
  } finally {
    child.kill();
  }
}

async function startNext(folder) {
  const { child, line } = await untilSays(
    folder,
    process.execPath,
    ["node_modules/next/dist/bin/next", "start", "--port", "0", "--hostname", "127.0.0.1"],
    /(http:\/\/127\.0\.0\.1:\d+)/,
  );
  return { url: line[1], stop: () => child.kill() };
}

/** Starts a program and waits until it prints what matches `wanted`. */
function untilSays(folder, program, args, wanted) {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: "", NEXT_TELEMETRY_DISABLED: "1", ...environment },
  });
  let printed = "";
  return new Promise((resolve, reject) => {
    const look = (chunk) => {
      printed += chunk;
      const line = wanted.exec(printed);
      if (line) resolve({ child, line });
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}:\n${printed}`)));
  });
}
