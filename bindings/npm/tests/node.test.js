// The package in Node: what JavaScript adds to the scenarios.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

import { TRAPPED, behaviours } from "./behaviours.js";
import { declarations } from "./scenarios/files.js";
import { installConsumer, run } from "./support/package.js";
import { control, startSandbox } from "./support/sandbox.js";

let sandbox;
let folder;
let keybearer;

before(async () => {
  sandbox = await startSandbox();
  folder = await installConsumer("node-esm");
  keybearer = await import(pathToFileURL(path.join(folder, "keybearer.js")).href);
});
after(() => sandbox?.stop());

suite("in Node", { concurrency: 4 }, () => {
  for (const [name, behaviour] of Object.entries(behaviours)) {
    test(name, async () => {
      const info = await sandbox.spawn();
      await behaviour({
        keybearer,
        info,
        control: (...request) => control(info.url, ...request),
        declarations: await declarations(),
      });
    });
  }

  test("what util.inspect shows of a client holds no secret", () => {
    const { api_key: apiKey, organization_id: organizationId } = sandbox.info.puguh;
    const client = new keybearer.PuguhClient({ apiKey, organizationId, baseUrl: sandbox.url });
    const shown = inspect(client, { depth: 10, showHidden: true, getters: true });
    assert.match(shown, /PuguhClient/);
    assert.ok(!shown.includes(apiKey), shown);
  });

  test("a person signs in by OAuth, with state and PKCE", async () => {
    const { puguh, url } = sandbox.info;
    const client = new keybearer.PuguhClient({ baseUrl: url, anonymous: true });
    const ask = { clientId: puguh.oauth_client_id, redirectUri: puguh.redirect_uri, scopes: ["openid", "profile"] };
    const asked = await client.oauth.authorizationUrl({ ...ask, pkce: true });
    const consent = await fetch(asked.url, { redirect: "manual" });
    const cameBack = consent.headers.get("location");
    await assert.rejects(client.oauth.code(cameBack, "another-state"), { code: "invalid_request" });
    const login = await client.oauth.exchangeCode({
      code: await client.oauth.code(cameBack, asked.state),
      clientId: puguh.oauth_client_id,
      clientSecret: puguh.oauth_client_secret,
      redirectUri: puguh.redirect_uri,
      codeVerifier: asked.codeVerifier,
    });
    await client.setTokens(await client.tokensFrom(login));
    assert.equal((await client.organizations.list({ pageSize: 1 })).total, 45);
  });

  test("importing the package does nothing, and a program that imports it ends", async () => {
    const script = `
      globalThis.fetch = () => { throw new Error("the import fetched something") };
      const before = Object.keys(globalThis).length;
      await import("keybearer");
      if (Object.keys(globalThis).length !== before) throw new Error("the import left a global");
    `;
    await run(folder, process.execPath, ["--input-type=module", "--eval", script]);
  });

  test("a core that traps fails its calls, and the next call gets a fresh one", async () => {
    const info = await sandbox.spawn();
    const module = (file) => JSON.stringify(new URL(file, import.meta.url).href);
    const script = `
      import * as keybearer from "keybearer";
      import { trap } from ${module("behaviours.js")};
      import { control } from ${module("support/sandbox.js")};
      const info = ${JSON.stringify(info)};
      const found = await trap({ keybearer, info, control: (...request) => control(info.url, ...request) });
      console.log(JSON.stringify(found));
      process.exit();
    `;
    const printed = await run(folder, process.execPath, ["--input-type=module", "--eval", script]);
    assert.deepEqual(JSON.parse(printed), TRAPPED);
  });

  test("a program ends when its calls have ended", async () => {
    const script = `
      const { PuguhClient } = await import("keybearer");
      const client = PuguhClient.fromEnv();
      console.log((await client.health()).status);
    `;
    const { api_key: PUGUH_API_KEY, organization_id: PUGUH_ORGANIZATION_ID } = sandbox.info.puguh;
    const environment = { PUGUH_BASE_URL: sandbox.url, PUGUH_API_KEY, PUGUH_ORGANIZATION_ID };
    const started = performance.now();
    const printed = await run(folder, process.execPath, ["--input-type=module", "--eval", script], environment);
    assert.equal(printed.trim(), "ok");
    // Well below what a timer of a deadline or a kept connection would hold it.
    assert.ok(performance.now() - started < 15_000);
  });
});
