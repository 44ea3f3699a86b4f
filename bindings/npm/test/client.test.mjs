import assert from "node:assert/strict";
import { createServer } from "node:http";
import { inspect } from "node:util";
import { after, before, beforeEach, test } from "node:test";
import {
  CallbackError,
  CancelledError,
  CompositeClient,
  ConnectionError,
  DecodeError,
  init,
  InvalidConfigError,
  InvalidRequestError,
  KeybearerError,
  NotFoundError,
  PugClient,
  PuguhClient,
  RateLimitedError,
  RateLimitError,
  TokenRefreshFailedError,
} from "../dist/esm/index.js";
import { engine } from "../dist/esm/engine.js";

let server;
let baseUrl;
/** What arrives, and what is answered: by each test anew. */
let arrived = [];
let respond = () => {};

before(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const seen = { method: request.method, url: request.url, headers: request.headers, body, closed: false };
      arrived.push(seen);
      response.on("close", () => (seen.closed = !response.writableEnded));
      respond(response, seen);
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  baseUrl = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.closeAllConnections() ?? server.close());
beforeEach(() => {
  arrived = [];
  respond = json(200, { items: [{ id: "o" }], has_next: false });
});

function json(status, value, headers = {}) {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };
}

const puguh = (options = {}) => new PuguhClient({ baseUrl, apiKey: "pgh_live_0123456789", organizationId: "o", ...options });
const user = (options = {}) => new PuguhClient({ baseUrl, accessToken: "a.b.c", ...options });
const within = (limit) => new Promise((_, reject) => setTimeout(() => reject(new Error("too late")), limit).unref());

test("the constructor is synchronous and the core is loaded by the first call", async () => {
  assert.equal(engine(), undefined);
  // Longer than any timer runs.
  const client = puguh({ timeout: 2 ** 32 });
  assert.equal(engine(), undefined);
  assert.equal(client.rateLimit(), undefined);
  assert.deepEqual((await client.organizations.list()).items[0].id, "o");
  assert.ok(engine());
});

test("once the core is there, options that could not work are refused at once", async () => {
  await init();
  for (const [options, reason, message] of [
    [{ apiKey: " " }, "api_key", /^apiKey is empty/],
    [{ organizationId: undefined }, "organization_id", /^organizationId is missing/],
    [{ accessToken: "a.b.c" }, "credential", /accessToken/],
    [{ baseUrl: "http://api.example.com" }, "base_url", /^baseUrl is plain http/],
    [{ maxAttempts: 0 }, "max_attempts", /^maxAttempts must be 1 or more/],
    [{ maxAttempts: 1.5 }, "max_attempts", /whole number/],
    [{ timeout: NaN }, "timeout", /milliseconds/],
    [{ timeout: 10n }, "timeout", /BigInt/],
    [{ api_key: "x" }, "api_key", /it is called apiKey here/],
    [{ observer: {} }, "observer", /a function/],
    [{ tokenStore: {} }, "token_store", /load, save and clear/],
    [{ pacing: { perSecond: 0, burst: 1 } }, "pacing", /above zero/],
    [{ pacing: { perSecond: NaN, burst: 1 } }, "pacing", /above zero/],
    [{ overridePath: { "puguh.nothing": "/x" } }, "override_path", /puguh\.nothing/],
  ]) {
    assert.throws(
      () => puguh(options),
      (error) => error instanceof InvalidConfigError && error.reason === reason && message.test(error.message),
      JSON.stringify(options, (_, value) => (typeof value === "bigint" ? "bigint" : value)),
    );
  }
  assert.throws(() => new PuguhClient(), InvalidConfigError);
});

test("bad input is refused before anything is sent, and the promise tells", async () => {
  const client = puguh();
  for (const [call, field] of [
    [() => client.organizations.get(7), "id"],
    [() => client.organizations.get(""), "id"],
    [() => client.organizations.updateMember("o", "..", { role: "admin" }), "userId"],
    [() => client.organizations.list({ pageSize: 1000 }), "pageSize"],
    [() => client.organizations.list({}, { timeout: "soon" }), "timeout"],
    [() => client.organizations.list({}, { timeout: 0 }), "timeout"],
    [() => client.organizations.list({}, { retries: 1 }), "retries"],
    [() => client.organizations.list({}, { signal: 1 }), "signal"],
    [() => client.organizations.list({}, { headers: { authorization: "x" } }), "authorization"],
    [() => client.request("GET", "no-slash"), "path"],
    [() => client.request("POST", "/x", { body: { a: NaN } }), "body.a"],
  ]) {
    await assert.rejects(call(), (error) => {
      assert.ok(error instanceof InvalidRequestError, String(error));
      assert.equal(error.violations[0].field, field);
      return true;
    });
  }
  assert.equal(arrived.length, 0);
});

test("an error points at whoever made the call", async () => {
  respond = json(404, { detail: "no such organization" });
  async function whoAsks() {
    return await puguh().organizations.get("x");
  }
  await assert.rejects(whoAsks(), (error) => {
    assert.ok(error instanceof NotFoundError && error instanceof KeybearerError && error instanceof Error);
    assert.equal(error.name, "NotFoundError");
    assert.equal(error.message, "no such organization");
    assert.equal(error.operation, "puguh.organizations.get");
    assert.match(error.stack, /^NotFoundError: no such organization\n +at whoAsks .*client\.test\.mjs/);
    assert.deepEqual(error.attempts.map(({ outcome }) => outcome), ["HTTP 404"]);
    return true;
  });
  assert.equal(RateLimitError, RateLimitedError);
});

test("an error begins at the caller, awaited or not, whoever refuses", async () => {
  respond = json(404, {});
  const client = puguh();
  for (const ask of [
    function whoAsks() { return client.organizations.get("x"); },
    function whoAsks() { return client.organizations.get(7); },
    function whoAsks() { return client.organizations.updateMember("o", "..", { role: "admin" }); },
    function whoAsks() { return client.organizations.list({}, { signal: AbortSignal.abort() }); },
    function whoAsks() { return client.organizations.list({}, { projectId: "p" }); },
    function whoAsks() { return client.request("GET", "no-slash"); },
    function whoAsks() { return client.request("GET", "/x"); },
  ]) {
    const failed = ask().then(() => assert.fail("it succeeded"), (error) => error);
    assert.match((await failed).stack, /^\w+: [^\n]*\n +at whoAsks .*client\.test\.mjs/);
  }
});

test("a global fetch of the application's may call, abort and close while a call begins", async () => {
  const platform = globalThis.fetch;
  const [client, other] = [user(), user()];
  await Promise.all([client.ready(), other.ready()]);
  const controller = new AbortController();
  let within;
  globalThis.fetch = (...request) => {
    globalThis.fetch = platform;
    within = other.organizations.list();
    controller.abort("enough");
    client.close();
    return fetch(...request);
  };
  try {
    const failed = (function whoAsks() { return client.organizations.list({}, { signal: controller.signal }); })();
    await assert.rejects(failed, (error) => {
      assert.ok(error instanceof CancelledError);
      assert.equal(error.cause, "enough");
      assert.match(error.stack, /^CancelledError: [^\n]*\n +at whoAsks .*client\.test\.mjs/);
      return true;
    });
    assert.equal((await within).items.length, 1);
  } finally {
    globalThis.fetch = platform;
  }
});

test("what the core refuses is named as it is here, in the message too", async () => {
  const client = puguh();
  for (const [call, message] of [
    [() => client.organizations.list({}, { projectId: "p" }), "projectId: is not something that this API knows"],
    [() => client.organizations.updateMember("o", "..", { role: "admin" }), "userId: must not be . or .."],
  ]) {
    await assert.rejects(call(), (error) => error.message === message && error.violations[0].field === message.split(":")[0]);
  }
});

test("fromEnv takes options or none, and nothing else", () => {
  for (const Client of [PugClient, PuguhClient, CompositeClient]) {
    for (const given of [null, "sk_0123456789abcdef", [], new Map()]) {
      assert.throws(() => Client.fromEnv(given), (error) => error instanceof InvalidConfigError && /^options must be an object/.test(error.message));
    }
  }
});

test("the response has metadata beside the value", async () => {
  respond = json(200, { items: [] }, { "x-request-id": "req-1", "x-ratelimit-limit": "9", "x-ratelimit-remaining": "8" });
  const { value, metadata } = await puguh().organizations.list().response();
  assert.deepEqual(value.items, []);
  assert.deepEqual([metadata.status, metadata.requestId, metadata.attempts], [200, "req-1", 1]);
  assert.deepEqual(metadata.rateLimit, { limit: 9, remaining: 8 });
  assert.equal(metadata.headers.get("x-request-id"), "req-1");
  assert.ok(metadata.elapsed > 0);
});

test("aborting settles at once, whether the call waits or is in flight, and sends nothing more", async () => {
  respond = () => {};
  for (const wait of ["flight", "backoff", "before"]) {
    arrived = [];
    if (wait === "backoff") respond = json(503, {}, { "retry-after": "30" });
    const controller = new AbortController();
    if (wait === "before") controller.abort("changed my mind");
    const call = puguh().organizations.list({}, { signal: controller.signal });
    if (wait !== "before") {
      while (arrived.length === 0) await new Promise((done) => setTimeout(done, 5));
      await new Promise((done) => setTimeout(done, 20));
    }
    const aborted = performance.now();
    controller.abort("changed my mind");
    await assert.rejects(call, (error) => error instanceof CancelledError && error.cause === "changed my mind");
    // Generous: the machine may be busy, and what it would otherwise wait for is 15 s or 30 s away.
    assert.ok(performance.now() - aborted < 1000);
    await new Promise((done) => setTimeout(done, 30));
    assert.equal(arrived.length, wait === "before" ? 0 : 1);
    if (wait === "flight") {
      for (let tries = 0; tries < 100 && !arrived[0].closed; tries++) await new Promise((done) => setTimeout(done, 20));
      assert.ok(arrived[0].closed);
    }
  }
});

test("a retry sends the same bytes", async () => {
  let failed = 0;
  respond = (response) => (failed++ < 2 ? json(503, {}, { "retry-after-ms": "1" }) : json(202, {}))(response);
  const composite = new CompositeClient({ baseUrl, apiKey: "pk_test_0123456789" });
  const event = { name: "x", properties: { list: [1] } };
  const call = composite.events.send(event);
  event.properties.list.push(2);
  assert.equal(await call, undefined);
  assert.equal(arrived.length, 3);
  assert.deepEqual(new Set(arrived.map(({ body }) => body)).size, 1);
  assert.deepEqual(JSON.parse(arrived[0].body).properties, { list: [1] });
});

test("lists go on page by page, and no further than they are read", async () => {
  respond = (response, { url }) => {
    const page = Number(new URL(url, baseUrl).searchParams.get("page") ?? 1);
    json(200, { items: [{ id: `${page}a` }, { id: `${page}b` }], page, has_next: page < 3 })(response);
  };
  const client = puguh();
  const ids = [];
  for await (const { id } of client.organizations.list({ pageSize: 2 })) ids.push(id);
  assert.deepEqual(ids, ["1a", "1b", "2a", "2b", "3a", "3b"]);
  assert.equal(arrived.length, 3);
  for await (const page of client.organizations.list().pages()) {
    assert.equal(page.items.length, 2);
    break;
  }
  assert.equal(arrived.length, 4);
});

test("an answer that is not as promised is a decode error, with its place and not its content", async () => {
  respond = json(200, { items: "the-private-list" }, { "x-request-id": "req-7" });
  await assert.rejects(puguh().organizations.list(), (error) => {
    assert.ok(error instanceof DecodeError);
    assert.deepEqual([error.status, error.requestId, error.attempts.length], [200, "req-7", 1]);
    assert.match(error.message, /expected a list as `items`/);
    assert.ok(!error.message.includes("private") && error.body.includes("the-private-list"));
    return true;
  });
});

test("a callback may answer at once or later, with a token or with all that is known of it", async () => {
  for (const [tokens, header] of [
    [() => "new.a.b", "Bearer new.a.b"],
    [async () => ({ accessToken: "new.a.b", expiresIn: 60_000, refreshToken: undefined }), "Bearer new.a.b"],
  ]) {
    arrived = [];
    respond = (response, { headers }) =>
      (headers.authorization === header ? json(200, { items: [] }) : json(401, {}))(response);
    const told = [];
    const client = user({ onTokenExpired: (expired) => (told.push(expired), tokens()) });
    await Promise.all([client.organizations.list(), client.organizations.list()]);
    assert.deepEqual(told, [{ reason: "rejected", attempt: 1 }]);
    assert.equal(arrived.length, 4);
  }
});

test("a callback that throws, rejects or gives what is no token ends in a typed error", async () => {
  respond = json(401, {});
  const own = new Error("the vault is sealed");
  for (const [callback, message, cause] of [
    [() => { throw own; }, /the vault is sealed/, own],
    [() => Promise.reject(own), /the vault is sealed/, own],
    [() => { throw "no error at all"; }, /no error at all/, "no error at all"],
    [() => 7, /not a number/],
    [() => undefined, /not undefined/],
    [() => ({ access_token: "x" }), /access_token is not a member/],
    [() => ({ accessToken: "x", expiresIn: "soon" }), /milliseconds/],
    [() => " ", /is empty/],
    [() => "a.b.c", /no longer accepted|just rejected/],
  ]) {
    await assert.rejects(user({ onTokenExpired: callback }).organizations.list(), (error) => {
      assert.ok(error instanceof TokenRefreshFailedError, String(error));
      assert.match(error.message, message);
      if (cause !== undefined) assert.equal(error.cause, cause);
      return true;
    });
  }
});

test("a call within the callback that needs its token is an error, wherever in it", async () => {
  respond = (response, { headers }) =>
    (headers.authorization === "Bearer new.a.b" ? json(200, { items: [] }) : json(401, {}))(response);
  for (const pause of [() => {}, () => new Promise((done) => setTimeout(done, 5))]) {
    let circle;
    const client = user({
      onTokenExpired: async () => {
        await pause();
        circle = await client.organizations.list().catch((error) => error);
        return "new.a.b";
      },
    });
    await Promise.race([client.organizations.list(), within(5000)]);
    assert.ok(circle instanceof CallbackError && circle.reason === "reentrant_call", String(circle));
  }
});

test("what an observer throws harms nobody", async () => {
  const seen = [];
  const client = puguh({
    observer: (event) => {
      seen.push(event.type);
      throw new Error("an observer");
    },
  });
  await client.organizations.list();
  assert.deepEqual(seen, ["attempt_started", "attempt_finished", "call_finished"]);
});

test("a fetch of the caller's is used, and its failures are told apart", async () => {
  const asked = [];
  const own = puguh({ fetch: (url, init) => (asked.push(url), fetch(url, init)) });
  await own.organizations.list();
  assert.equal(asked.length, 1);
  const options = { maxAttempts: 1 };
  await assert.rejects(puguh({ ...options, fetch: async () => 7 }).health(), CallbackError);
  await assert.rejects(puguh({ ...options, fetch: () => { throw new RangeError("mine"); } }).health(), CallbackError);
  const offline = puguh({ ...options, fetch: async () => { throw new TypeError("offline"); } });
  await assert.rejects(offline.health(), (error) => error instanceof ConnectionError && error.cause.message === "offline");
});

test("an answer of a fetch of the caller's needs no more than status, headers to get, and text", async () => {
  const headers = { get: (name) => (name === "x-request-id" ? "r-1" : null) };
  const fetch = async () => ({ status: 404, ok: false, headers, text: async () => '{"detail":"gone"}' });
  await assert.rejects(puguh({ fetch }).health(), (error) => error.code === "not_found" && error.requestId === "r-1");
});

test("a token store is read first and written before new tokens are used", async () => {
  const log = [];
  let kept = { accessToken: "kept.a.b", expiresAt: Date.now() + 3_600_000 };
  const tokenStore = {
    load: () => (log.push("load"), kept),
    save: async (tokens) => void (log.push("save"), (kept = tokens)),
    clear: () => void (log.push("clear"), (kept = null)),
    lock: async () => (log.push("lock"), () => void log.push("unlock")),
  };
  const client = new PuguhClient({ baseUrl, tokenStore });
  await client.organizations.list();
  assert.equal(arrived[0].headers.authorization, "Bearer kept.a.b");
  await client.setTokens({ accessToken: "new.a.b", expiresIn: 60_000 });
  assert.equal(kept.accessToken, "new.a.b");
  assert.ok(Math.abs(kept.expiresAt - Date.now() - 60_000) < 5000);
  await client.signOut();
  assert.equal(kept, null);
  assert.deepEqual(log.filter((what) => what === "lock").length, log.filter((what) => what === "unlock").length);
});

test("clients share no session", async () => {
  const [one, other] = [user({ accessToken: "one.a.b" }), user({ accessToken: "other.a.b" })];
  await Promise.all([one.organizations.list(), other.organizations.list()]);
  assert.deepEqual(arrived.map(({ headers }) => headers.authorization).sort(), ["Bearer one.a.b", "Bearer other.a.b"]);
});

test("no client shows its credential", async () => {
  const { inspect } = await import("node:util");
  const client = puguh();
  await client.health();
  for (const shown of [inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client), String(client)]) {
    assert.ok(!shown.includes("pgh_live"), shown);
  }
});

test("a closed client is refused, and forgets its key", async () => {
  const client = puguh();
  client.close();
  await assert.rejects(client.health(), (error) => error instanceof InvalidConfigError && error.reason === "closed");
});

test("keys are replaced by others of their kind", async () => {
  const client = puguh();
  await client.setApiKey("pgh_live_9876543210");
  await client.health();
  assert.equal(arrived[0].headers["x-api-key"], "pgh_live_9876543210");
  await assert.rejects(client.setApiKey("two words"), InvalidConfigError);
  const pug = new PugClient({ baseUrl, sdkKey: "pk_sdk_0123456789" });
  await assert.rejects(pug.setSharedKey("pk_shared_0123456789"), InvalidConfigError);
});

test("when the core fails its calls fail, and the next call gets a fresh one", async () => {
  respond = () => {};
  const client = user({ onTokenExpired: () => "never" });
  const held = client.organizations.list();
  while (arrived.length === 0) await new Promise((done) => setTimeout(done, 5));
  const lost = engine();
  // A place that no catalog has: an index out of bounds.
  for (let client = 0; client < 200 && !lost.dead; client++) {
    lost.enter((core) => core.start(0, client, 0, 99_999, false, "", undefined));
  }
  assert.ok(lost.dead);
  await assert.rejects(held, (error) => error instanceof KeybearerError && error.code === "internal");
  respond = json(200, { items: [{ id: "again" }] });
  const page = await client.organizations.list();
  assert.equal(page.items[0].id, "again");
  assert.notEqual(engine(), lost);
  assert.equal(arrived.at(-1).headers.authorization, "Bearer a.b.c");
});

test("a session that an anonymous client came to survives the core in its newest state", async () => {
  const client = new PuguhClient({ baseUrl, anonymous: true, onTokenExpired: () => "d.e.f" });
  await client.setTokens("a.b.c");
  respond = (response, { headers }) =>
    headers.authorization === "Bearer a.b.c" ? json(401, {})(response) : json(200, { items: [] })(response);
  await client.organizations.list();
  engine().enter(() => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  await client.organizations.list();
  assert.equal(arrived.at(-1).headers.authorization, "Bearer d.e.f");
  assert.equal(arrived.length, 3);
});

test("half of a surrogate pair is refused wherever it stands, and nothing is sent", async () => {
  const client = puguh();
  const half = "x\ud800";
  for (const [field, call] of [
    ["id", () => client.organizations.delete(half)],
    ["search", () => client.organizations.list({ search: half })],
    ["name", () => client.organizations.create({ name: half })],
    ["query.q", () => client.health({ query: { q: half } })],
    ["organizationId", () => client.organizations.list({}, { organizationId: half })],
    ["path", () => client.request("GET", `/${half}`)],
    ["body.a", () => client.request("POST", "/x", { body: { a: half } })],
    ["clientId", () => client.oauth.authorizationUrl({ clientId: half, redirectUri: "https://app.example/cb" })],
  ]) {
    await assert.rejects(call(), (error) => {
      assert.ok(error instanceof InvalidRequestError);
      assert.equal(error.violations[0].field, field);
      return true;
    });
  }
  assert.throws(() => puguh({ userAgent: half }), { code: "invalid_config", reason: "user_agent" });
  await assert.rejects(user().setTokens(half), { code: "invalid_config" });
  assert.equal(arrived.length, 0);
});

test("what is no plain object is not taken for an empty one", async () => {
  const client = puguh();
  const pug = new PugClient({ baseUrl, sdkKey: "pk_sdk_0123456789", projectId: "p" });
  const looping = { get name() { throw new Error("no name"); } };
  let deep = {};
  for (let level = 0; level < 20_000; level += 1) deep = { deep };
  for (const call of [
    () => client.organizations.update("o", Promise.resolve({ name: "n" })),
    () => client.organizations.create(looping),
    () => client.health({ headers: new Headers({ a: "b" }) }),
    () => client.health({ headers: null }),
    () => client.health({ query: { get page() { throw new Error("no page"); } } }),
    () => client.health(null),
    () => client.health({ query: new URLSearchParams("a=b") }),
    () => client.health({ signal: { addEventListener() {} } }),
    () => client.request("POST", "/x", { body: deep }),
    () => client.request("POST", "/x", { body: { list: new Set([1]) } }),
    () => pug.call(Symbol("service"), "List", {}),
    () => pug.events.batchCreate({ events: [{ name: "n", properties: new Map([["a", 1]]) }] }),
  ]) {
    await assert.rejects(call(), InvalidRequestError);
  }
  assert.equal(arrived.length, 0);
});

test("a method that cannot be sent is refused instead of replaced", async () => {
  const client = puguh();
  for (const method of ["", "G T", "POST\n", "CONNECT", "trace"]) {
    await assert.rejects(client.request(method, "/x"), (error) => error.violations[0]?.field === "method");
  }
  await assert.rejects(client.request("GET", "/x", { body: {} }), (error) => error.violations[0]?.field === "body");
  assert.equal(arrived.length, 0);
});

test("whatever a callback throws, it fails its own client only", async () => {
  const other = puguh();
  respond = (response) => setTimeout(() => json(200, { items: [] })(response), 100);
  const under = other.organizations.list();
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const thrown of [Object.create(null), proxy, { toString() { throw new Error("no text"); } }]) {
    const client = new PuguhClient({ baseUrl, onTokenExpired: () => Promise.reject(thrown) });
    await assert.rejects(client.organizations.list(), TokenRefreshFailedError);
    const own = puguh({ fetch: () => Promise.reject(thrown) });
    await assert.rejects(own.health(), CallbackError);
  }
  await under;
});

test("after close, a call under way ends as it would have: own fetch, callback and store", async () => {
  const saved = [];
  let sent = 0;
  const client = new PuguhClient({
    baseUrl,
    accessToken: "a.b.c",
    onTokenExpired: () => ({ accessToken: "d.e.f" }),
    tokenStore: { load: () => undefined, save: ({ accessToken }) => void saved.push(accessToken), clear() {} },
    fetch: (...request) => {
      sent += 1;
      return fetch(...request);
    },
  });
  respond = (response, { headers }) =>
    headers.authorization === "Bearer a.b.c" ? json(401, {})(response) : json(200, { items: [] })(response);
  const call = client.organizations.list();
  while (arrived.length === 0) await new Promise((done) => setTimeout(done, 5));
  client.close();
  await call;
  assert.equal(sent, 2);
  assert.deepEqual(saved, ["a.b.c", "d.e.f"]);
  await assert.rejects(client.health(), { code: "invalid_config", reason: "closed" });
});

test("the session of an anonymous client is kept and renewed as it was told", async () => {
  let kept;
  const client = new PuguhClient({
    baseUrl,
    anonymous: true,
    onTokenExpired: () => "d.e.f",
    tokenStore: { load: () => undefined, save: ({ accessToken }) => void (kept = accessToken), clear() {} },
  });
  await client.setTokens("a.b.c");
  assert.equal(kept, "a.b.c");
  respond = (response, { headers }) =>
    headers.authorization === "Bearer a.b.c" ? json(401, {})(response) : json(200, { items: [] })(response);
  await client.organizations.list();
  assert.equal(kept, "d.e.f");
});

test("an endless body is given up at the limit", async () => {
  respond = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const chunk = Buffer.alloc(1 << 20, 0x20);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  await assert.rejects(puguh().health(), DecodeError);
  assert.equal(arrived.length, 1);
});

test("a cause that tells the key is left out", async () => {
  const apiKey = "sk_0123456789abcdef";
  const told = new CompositeClient({
    baseUrl,
    apiKey,
    maxAttempts: 1,
    fetch: async (_, { headers }) => {
      throw new TypeError(`refused: ${JSON.stringify(headers)}`);
    },
  });
  await assert.rejects(told.project.get(), (error) => error.cause === undefined && !error.message.includes(apiKey));
  const silent = new CompositeClient({ baseUrl, apiKey, maxAttempts: 1, fetch: async () => { throw new TypeError("refused"); } });
  await assert.rejects(silent.project.get(), (error) => error.cause?.message === "refused");
});

test("the items of a list that fails are silent until they are asked for", async () => {
  respond = json(404, {});
  const items = puguh().organizations.list().items();
  await new Promise((done) => setTimeout(done, 100));
  await assert.rejects(items.next(), NotFoundError);
});

test("a promise of a call shows nothing but its value", async () => {
  respond = json(200, { items: [{ id: "o" }], has_next: false }, { "x-request-id": "req-1" });
  const call = puguh().organizations.list();
  await call;
  assert.doesNotMatch(JSON.stringify(call) + inspect(call, { depth: 9, showHidden: true }), /req-1|has_next|Pending|trace/);
  assert.equal((await call.response()).metadata.requestId, "req-1");
});
