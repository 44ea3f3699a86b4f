import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { init, InvalidRequestError, PugClient, PuguhClient, UnauthenticatedError } from "../dist/esm/index.js";
import { engine } from "../dist/esm/engine.js";

let server;
let baseUrl;
let arrived = [];

before(async () => {
  server = createServer((request, response) => {
    arrived.push(request.url.split("/").at(-1));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ apiKey: { id: "key_1", key: "pk_sdk_0123456789", type: "API_KEY_TYPE_SDK" } }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  baseUrl = `http://127.0.0.1:${server.address().port}`;
  await init();
});
after(() => server.closeAllConnections() ?? server.close());
beforeEach(() => {
  arrived = [];
});

const puguh = () => new PuguhClient({ baseUrl, anonymous: true });
const pug = () => new PugClient({ baseUrl, accessToken: "a.b.c", projectId: "p" });

/** The call rejects for these fields, with the place where it was made, and the core knows nothing of it. */
async function refuses(call, ...fields) {
  const core = engine();
  await assert.rejects(call(), (error) => {
    assert.ok(error instanceof InvalidRequestError, `${call}: ${error}`);
    assert.deepEqual(error.violations.map(({ field }) => field), fields, String(call));
    assert.match(error.stack, /^InvalidRequestError: [^]*\n +at .*arguments\.test\.mjs/, String(call));
    return true;
  });
  assert.ok(!core.dead && engine() === core, `${call} harmed the core`);
}

test("what asks for an authorization is checked before the core is asked", async () => {
  const { oauth } = puguh();
  const good = { clientId: "c", redirectUri: "https://app.example/back" };
  for (const ask of [undefined, null, "c", 7, [], Promise.resolve(good)]) {
    await refuses(() => oauth.authorizationUrl(ask), "request");
  }
  await refuses(() => oauth.authorizationUrl({}), "clientId", "redirectUri");
  await refuses(() => oauth.authorizationUrl({ clientId: 1 }), "clientId");
  await refuses(() => oauth.authorizationUrl({ clientId: "c" }), "redirectUri");
  await refuses(() => oauth.authorizationUrl({ ...good, redirectUri: new URL(good.redirectUri) }), "redirectUri");
  await refuses(() => oauth.authorizationUrl({ ...good, clientId: " " }), "clientId");
  await refuses(() => oauth.authorizationUrl({ ...good, scopes: "openid" }), "scopes");
  await refuses(() => oauth.authorizationUrl({ ...good, scopes: ["openid", 1] }), "scopes");
  await refuses(() => oauth.authorizationUrl({ ...good, pkce: "S256" }), "pkce");
  await refuses(() => oauth.authorizationUrl({ ...good, PKCE: true, scope: "x" }), "PKCE", "scope");
  const { url, state, codeVerifier } = await oauth.authorizationUrl({ ...good, scopes: ["openid", "email"], pkce: true });
  const asked = new URL(url).searchParams;
  assert.deepEqual([asked.get("client_id"), asked.get("scope"), asked.get("state")], ["c", "openid email", state]);
  assert.ok(codeVerifier.length >= 43);
});

test("the address that a person came back to, and the state, are checked before the core is asked", async () => {
  const { oauth } = puguh();
  const back = "https://app.example/back?code=1&state=s";
  for (const url of [undefined, null, 7, {}, Symbol("url")]) await refuses(() => oauth.code(url, "s"), "url");
  for (const state of [undefined, null, 7, "", {}]) await refuses(() => oauth.code(back, state), "state");
  await refuses(() => oauth.code(), "url", "state");
  // No state at all is no protection, whatever came back.
  await refuses(() => oauth.code("https://app.example/back?code=1&state=", ""), "state");
  // A page's `location` is none of the `URL`s.
  for (const url of [back, new URL(back), { href: back }]) assert.equal(await oauth.code(url, "s"), "1");
});

test("an answer that holds no tokens for certain is told from one that cannot be one", async () => {
  const client = pug();
  await refuses(() => client.tokensFrom(undefined), "answer");
  await refuses(() => client.tokensFrom(() => ({})), "answer");
  await refuses(() => client.tokensFrom({ accessToken: 1n }), "answer.accessToken");
  const circle = {};
  circle.circle = circle;
  await refuses(() => client.tokensFrom(circle), "answer.circle");
  for (const members of [null, "accessToken", [], new Map()]) await refuses(() => client.tokensFrom({}, members), "members");
  await refuses(() => client.tokensFrom({}, { accessToken: 3, refreshToken: "" }), "members.refreshToken", "members.accessToken");
  await refuses(() => client.tokensFrom({}, { access_token: "token" }), "members.access_token");
  for (const answer of [null, "", [], {}]) await assert.rejects(client.tokensFrom(answer), UnauthenticatedError);
  const tokens = await client.tokensFrom({ token: "a.b.c", expiresIn: 60 }, { accessToken: "token" });
  assert.deepEqual(tokens, { accessToken: "a.b.c", expiresIn: 60_000 });
});

test("the members of a sign-in are text and a number", async () => {
  const client = puguh();
  for (const login of [undefined, null, "a.b.c", []]) await refuses(() => client.tokensFrom(login), "login");
  await refuses(() => client.tokensFrom({ accessToken: 7 }), "login.accessToken");
  await refuses(() => client.tokensFrom({ accessToken: "a", refreshToken: {}, expiresIn: "60" }), "login.refreshToken", "login.expiresIn");
  await refuses(() => client.tokensFrom({ accessToken: "a", expiresIn: NaN, tokenType: 1n }), "login.tokenType", "login.expiresIn");
  await assert.rejects(client.tokensFrom({ other: {} }), UnauthenticatedError);
  const tokens = await client.tokensFrom({ accessToken: "a.b.c", refreshToken: null, expiresIn: 60, other: {} });
  assert.deepEqual(tokens, { accessToken: "a.b.c", expiresIn: 60_000 });
});

test("a key is only made anew if all that follows can be done", async () => {
  const { projects } = pug();
  const create = { type: "API_KEY_TYPE_SDK", name: "web" };
  const deploy = () => {};
  const circle = {};
  circle.circle = circle;
  await refuses(() => projects.rotateApiKey("old", create), "deploy");
  await refuses(() => projects.rotateApiKey("old", create, "deploy"), "deploy");
  await refuses(() => projects.rotateApiKey("old", undefined, deploy), "create");
  await refuses(() => projects.rotateApiKey("old", undefined), "create", "deploy");
  await refuses(() => projects.rotateApiKey("old"), "create", "deploy");
  await refuses(() => projects.rotateApiKey("old", { ...create, name: 5 }, deploy), "name");
  for (const old of [undefined, null, 5, "", " ", [], {}, { id: undefined }]) {
    await refuses(() => projects.rotateApiKey(old, create, deploy), "oldKey");
  }
  await refuses(() => projects.rotateApiKey({ id: 1n }, create, deploy), "oldKey.id");
  await refuses(() => projects.rotateApiKey(circle, create, deploy), "oldKey.circle");
  for (const options of [null, 5, []]) await refuses(() => projects.rotateApiKey("old", create, deploy, options), "options");
  await refuses(() => projects.rotateApiKey("old", create, deploy, { body: {} }), "options.body");
  await refuses(() => projects.rotateApiKey("old", create, deploy, { retries: 1 }), "retries");
  assert.deepEqual(arrived, []);
  const deployed = [];
  assert.equal((await projects.rotateApiKey("old", create, (key) => deployed.push(key))).id, "key_1");
  assert.deepEqual(deployed, ["pk_sdk_0123456789"]);
  assert.deepEqual(arrived, ["CreateApiKey", "RevokeApiKey"]);
});
