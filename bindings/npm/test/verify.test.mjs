import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { init, InvalidConfigError, InvalidRequestError, PuguhClient, UnauthenticatedError } from "../dist/esm/index.js";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const now = Math.floor(Date.now() / 1000);

let server;
let baseUrl;
/** How often the keys were asked for. */
let asked = 0;

before(async () => {
  const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256" }];
  server = createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ keys }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  baseUrl = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.closeAllConnections() ?? server.close());

const client = (tokenChecks) => new PuguhClient({ baseUrl, anonymous: true, tokenChecks });

/** A token of the claims, which may be written as JSON. */
function token(claims) {
  const part = (text) => Buffer.from(text).toString("base64url");
  const json = typeof claims === "string" ? claims : JSON.stringify({ sub: "u", exp: now + 600, ...claims });
  const signed = `${part('{"alg":"RS256","kid":"k"}')}.${part(json)}`;
  return `${signed}.${sign("RSA-SHA256", signed, privateKey).toString("base64url")}`;
}

/** Checks that are none, and the member that is wrong. */
const WRONG = [
  [{ leeway: NaN }, ".leeway"],
  [{ leeway: Infinity }, ".leeway"],
  [{ leeway: -1 }, ".leeway"],
  [{ leeway: "30" }, ".leeway"],
  [{ leeway: {} }, ".leeway"],
  [{ leeway: [] }, ".leeway"],
  [{ leeway: null }, ".leeway"],
  [{ leeway: 1n }, ".leeway"],
  [{ leeway: new Date(0) }, ".leeway"],
  [{ issuer: 5 }, ".issuer"],
  [{ issuer: null }, ".issuer"],
  [{ issuer: "" }, ".issuer"],
  [{ issuer: " " }, ".issuer"],
  [{ issuer: ["good"] }, ".issuer"],
  [{ audience: ["app"] }, ".audience"],
  [{ audience: false }, ".audience"],
  [{ audience: "" }, ".audience"],
  [{ isuer: "good" }, ".isuer"],
  [{ Issuer: "good" }, ".Issuer"],
  [{ iss: undefined }, ".iss"],
  [{ issuer: "good", aud: "app" }, ".aud"],
  [Object.create({ isuer: "good" }), ".isuer"],
  [JSON.parse('{"__proto__":{"issuer":"good"}}'), ".__proto__"],
  [3, ""],
  ["good", ""],
  [null, ""],
  [true, ""],
  [1n, ""],
  [[], ""],
  [["good"], ""],
  [() => ({ issuer: "good" }), ""],
  [new Map([["issuer", "good"]]), ""],
  [new Date(), ""],
  [Promise.resolve({ issuer: "good" }), ""],
];

test("checks that are not understood refuse every token, and are named by their path", async () => {
  const good = token({ iss: "good", aud: "app" });
  const before = asked;
  for (const [checks, member] of WRONG) {
    await assert.rejects(client().verifyToken(good, checks), (error) => {
      assert.ok(error instanceof InvalidRequestError, `${String(error)} for checks${member}`);
      assert.deepEqual(error.violations.map(({ field }) => field), [`checks${member}`]);
      assert.equal(error.operation, "puguh.verify_token");
      assert.match(error.stack, /^InvalidRequestError: .*\n +at .*verify\.test\.mjs/);
      return true;
    });
  }
  assert.equal(asked, before);
});

test("no client is made with checks that are not understood, whether the core is there or not", async () => {
  for (const step of ["before", "after"]) {
    for (const [checks, member] of WRONG) {
      assert.throws(
        () => client(checks),
        (error) =>
          error instanceof InvalidConfigError &&
          error.reason === "token_checks" &&
          error.message.startsWith(`tokenChecks${member} `),
        `tokenChecks${member}, ${step} the core is loaded`,
      );
    }
    await init();
  }
});

test("all that is wrong is told at once, the token among it", async () => {
  for (const jwt of [undefined, null, 7, {}, Buffer.from("a.b.c"), new String("a.b.c")]) {
    await assert.rejects(client().verifyToken(jwt, { leeway: NaN, isuer: "x" }), (error) => {
      assert.ok(error instanceof InvalidRequestError);
      assert.deepEqual(error.violations.map(({ field }) => field), ["jwt", "checks.leeway", "checks.isuer"]);
      return true;
    });
    await assert.rejects(client().verifyToken(jwt), { code: "invalid_request" });
  }
});

test("checks hold, from the constructor and for one call", async () => {
  const refusedFor = (reason) => (error) => error instanceof UnauthenticatedError && error.reason === reason;
  const good = token({ iss: "good", aud: ["app", "other"] });
  const strict = client({ issuer: "good", audience: "app", leeway: 0 });
  assert.equal((await strict.verifyToken(good)).subject, "u");
  assert.equal((await strict.verifyToken(good, undefined)).subject, "u");
  await assert.rejects(strict.verifyToken(token({ iss: "evil", aud: "app" })), refusedFor("token_issuer"));
  await assert.rejects(strict.verifyToken(token({ aud: "app" })), refusedFor("token_issuer"));
  await assert.rejects(strict.verifyToken(token({ iss: "good", aud: "web" })), refusedFor("token_audience"));
  await assert.rejects(strict.verifyToken(token({ iss: "good", aud: "app", exp: now - 5 })), refusedFor("token_expired"));
  await assert.rejects(client().verifyToken(good, { issuer: "other" }), refusedFor("token_issuer"));
  // Inherited members count: they may be an instance of a class.
  await assert.rejects(client().verifyToken(good, Object.create({ issuer: "other" }, {})), refusedFor("token_issuer"));
  class Checks {
    get issuer() {
      return "other";
    }
  }
  await assert.rejects(client().verifyToken(good, new Checks()), refusedFor("token_issuer"));
  await assert.rejects(client(new Checks()).verifyToken(good), refusedFor("token_issuer"));
  assert.equal((await client().verifyToken(good, { issuer: undefined })).subject, "u");
});

test("what changes in the checks afterwards changes nothing in the client", async () => {
  const checks = { issuer: "good" };
  const made = client(checks);
  delete checks.issuer;
  await assert.rejects(made.verifyToken(token({ iss: "evil" })), { reason: "token_issuer" });
});

test("an expired token is accepted within the leeway, and that has an end", async () => {
  const late = (seconds) => token({ exp: now - seconds });
  await client().verifyToken(late(10));
  await assert.rejects(client().verifyToken(late(60)), { reason: "token_expired" });
  await assert.rejects(client().verifyToken(late(10), { leeway: 0 }), { reason: "token_expired" });
  await client().verifyToken(late(60), { leeway: 120_000 });
  await assert.rejects(client().verifyToken(late(600), { leeway: Number.MAX_VALUE }), { reason: "token_expired" });
});

test("an expiry that is no moment is none, and one beyond all dates is the last date", async () => {
  for (const exp of ["1e999", '"2099-01-01"', "null", "true", "[9e9]"]) {
    await assert.rejects(client().verifyToken(token(`{"exp":${exp}}`)), { code: "unauthenticated" }, exp);
  }
  assert.equal((await client().verifyToken(token({ exp: 1e300 }))).expiresAt.getTime(), 8.64e15);
});
