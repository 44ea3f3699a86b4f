/**
 * What only JavaScript has, as functions that throw if it is not so. Node and a page play the same.
 *
 * @typedef {object} Context
 * @property {object} keybearer The package.
 * @property {object} info Of a sandbox that nobody else uses.
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} control
 * @property {object} declarations What `cargo xtask generate` wrote of operations.
 */

/** @type {Record<string, (context: Context) => Promise<void>>} */
export const behaviours = {
  async "aborting a wait settles at once, and nothing more is sent"(context) {
    await context.control("POST", "/_sandbox/rules", {
      rules: [{ respond: { status: 503, headers: { "retry-after": "5" } }, times: null }],
    });
    const caller = new AbortController();
    const waiting = deferred();
    const client = puguh(context, {
      observer: ({ type }) => type === "retrying" && waiting.resolve(),
    });
    const call = client.organizations.list({}, { signal: caller.signal });
    const settled = failure(call);
    await waiting.promise;
    const aborted = performance.now();
    caller.abort();
    const error = await settled;
    const took = performance.now() - aborted;
    equal(error.code, "cancelled", "the code");
    ok(error instanceof context.keybearer.CancelledError, "it is a CancelledError");
    ok(took < 100, `it took ${took} ms`);
    await sleep(200);
    equal((await journal(context)).length, 1, "requests");
  },

  async "aborting an exchange aborts its request"(context) {
    await context.control("POST", "/_sandbox/rules", { rules: [{ fault: "hang" }] });
    const caller = new AbortController();
    const settled = failure(puguh(context).organizations.list({}, { signal: caller.signal }));
    await until(async () => (await journal(context)).length === 1, "a request");
    caller.abort();
    equal((await settled).code, "cancelled", "the code");
    await until(async () => (await journal(context))[0].aborted, "the server sees it aborted");
  },

  async "aborting a call that is held back gives its turn to the next"(context) {
    const client = puguh(context, { pacing: { perSecond: 2, burst: 1 } });
    const caller = new AbortController();
    await client.health();
    const started = performance.now();
    const second = failure(client.health({ signal: caller.signal }));
    const third = client.health();
    await sleep(50);
    caller.abort();
    equal((await second).code, "cancelled", "the code");
    await third;
    const took = performance.now() - started;
    ok(took < 900, `the third was held back as if the second had gone out: ${took} ms`);
    equal((await journal(context)).length, 2, "requests");
  },

  async "a signal that is aborted already sends nothing"(context) {
    const signal = AbortSignal.abort(new Error("gone"));
    const error = await failure(puguh(context).organizations.list({}, { signal }));
    equal(error.code, "cancelled", "the code");
    await sleep(100);
    equal((await journal(context)).length, 0, "requests");
  },

  async "a signal that outlives its calls keeps none of their listeners"(context) {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args) => {
      if (!args[2]?.signal) listeners += 1;
      return addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args) => {
      listeners -= 1;
      return removeEventListener.apply(signal, args);
    };
    const client = puguh(context);
    for (let count = 0; count < 5; count += 1) await client.health({ signal });
    await until(async () => listeners === 0, `no listener is left of ${listeners}`);
  },

  async "aborting the walk of a list ends it"(context) {
    const caller = new AbortController();
    const seen = [];
    const error = await failure(
      (async () => {
        for await (const organization of puguh(context).organizations.list({ pageSize: 20 }, { signal: caller.signal })) {
          seen.push(organization.id);
          if (seen.length === 20) caller.abort();
        }
      })(),
    );
    equal(error.code, "cancelled", "the code");
    equal(seen.length, 20, "organizations");
    equal((await journal(context)).length, 1, "requests");
  },

  async "a list is a promise of a page and, in a loop, all items"(context) {
    const client = puguh(context);
    const call = client.organizations.list({ pageSize: 20 });
    ok(call instanceof Promise, "it is a promise");
    const [page, again] = [await call, await call];
    ok(page === again, "awaited twice it is the same page");
    equal((await journal(context)).length, 1, "requests");
    const ids = new Set();
    for await (const { id } of client.organizations.list({ pageSize: 20 })) ids.add(id);
    equal(ids.size, 45, "organizations");
    const sizes = [];
    for await (const { items } of client.organizations.list({ pageSize: 20 }).pages()) sizes.push(items.length);
    equal(sizes, [20, 20, 5], "pages");
  },

  async "a response tells what came with the value"(context) {
    const { value, metadata } = await puguh(context).organizations.list({ pageSize: 1 }).response();
    equal(value.items.length, 1, "items");
    equal([metadata.status, metadata.attempts], [200, 1], "status and attempts");
    ok(metadata.elapsed > 0, "elapsed");
  },

  async "dates are dates, in both directions"(context) {
    const { items } = await puguh(context).organizations.list({ pageSize: 1 });
    ok(items[0].createdAt instanceof Date, `createdAt is ${items[0].createdAt}`);
    const timestamp = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
    const { pug } = context.info;
    const client = new context.keybearer.PugClient({
      baseUrl: context.info.url,
      sdkKey: pug.sdk_key,
      projectId: pug.project_id,
    });
    await client.events.batchCreate({ events: [{ name: "opened", timestamp }] });
    const { body: sent } = (await journal(context)).at(-1);
    equal(Date.parse(sent.events[0].timestamp), timestamp.getTime(), "the timestamp on the wire");
  },

  async "many clients at once keep apart what is theirs"(context) {
    const clients = Array.from({ length: 100 }, (_, index) => {
      const events = [];
      const client = new context.keybearer.PuguhClient({
        baseUrl: context.info.url,
        accessToken: context.info.puguh.access_token,
        applicationId: `application-${index}`,
        observer: (event) => events.push(event),
      });
      return { client, events };
    });
    await Promise.all(clients.map(({ client }) => client.organizations.list({ pageSize: 1 })));
    const sent = new Set((await journal(context)).map(({ headers }) => headers["x-application-id"]));
    equal(sent.size, 100, "applications");
    for (const { events } of clients) {
      equal(events.filter(({ type }) => type === "call_finished").length, 1, "calls of one observer");
    }
  },

  async "an observer that throws disturbs no call"(context) {
    const client = puguh(context, {
      observer: () => {
        throw new Error("the observer is broken");
      },
    });
    equal((await client.organizations.list({ pageSize: 1 })).items.length, 1, "items");
  },

  async "a token store of one's own is read first and written before waiters go on"(context) {
    const told = [];
    const { puguh: known } = context.info;
    const tokenStore = {
      load: async () => {
        told.push("load");
        return { accessToken: known.expired_access_token, refreshToken: known.refresh_token, expiresAt: 0 };
      },
      save: async ({ accessToken }) => {
        await sleep(100);
        told.push(`save ${accessToken !== known.expired_access_token}`);
      },
      clear: async () => told.push("clear"),
    };
    const client = new context.keybearer.PuguhClient({ baseUrl: context.info.url, tokenStore });
    await client.organizations.list({ pageSize: 1 });
    told.push("called");
    await client.signOut();
    equal(told.filter((what, index) => what !== told[index - 1]), ["load", "save true", "called", "clear"], "the store");
  },

  async "an error is an Error, says what is needed, and hides the key"(context) {
    const { KeybearerError, NotFoundError } = context.keybearer;
    const id = "00000000-0000-4000-8000-000000000000";
    const error = await failure(puguh(context).organizations.get(id));
    ok(error instanceof NotFoundError && error instanceof KeybearerError && error instanceof Error, "its classes");
    equal(error.name, "NotFoundError", "its name");
    equal([error.code, error.operation, error.status], ["not_found", "puguh.organizations.get", 404], "its fields");
    for (const text of [`${error}`, error.stack, JSON.stringify(error)]) {
      ok(!text.includes(context.info.puguh.api_key), `the key is in ${text}`);
    }
  },

  async "a token is verified here, and the keys are fetched once"(context) {
    const client = new context.keybearer.PuguhClient({ baseUrl: context.info.url, anonymous: true });
    const { access_token: token, expired_access_token: expired, user_id: userId } = context.info.puguh;
    const verified = await Promise.all(Array.from({ length: 20 }, () => client.verifyToken(token)));
    equal(new Set(verified.map(({ subject }) => subject)).size, 1, "subjects");
    equal(verified[0].subject, userId, "the subject");
    const late = await failure(client.verifyToken(expired));
    equal([late.code, late.reason], ["unauthenticated", "token_expired"], "an expired token");
    const [head, body, signature] = token.split(".");
    const turned = `${signature.slice(0, -6)}${[...signature.slice(-6)].reverse().join("")}`;
    for (const forged of [`${head}.${body}.${turned}`, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.", "not a token"]) {
      equal((await failure(client.verifyToken(forged))).code, "unauthenticated", forged.slice(0, 30));
    }
    equal((await journal(context)).length, 1, "requests");
  },

  async "checks that are not understood let no token pass, and a missing argument harms no other call"(context) {
    const { InvalidConfigError, InvalidRequestError, PuguhClient } = context.keybearer;
    const options = { baseUrl: context.info.url, anonymous: true };
    const client = new PuguhClient(options);
    const { expired_access_token: expired } = context.info.puguh;
    for (const checks of [{ leeway: NaN }, { leeway: "30" }, { isuer: "x" }, { audience: "" }, new Map()]) {
      const error = await failure(client.verifyToken(expired, checks));
      ok(error instanceof InvalidRequestError && error.violations[0].field.startsWith("checks"), `${error}`);
      const made = refusal(() => new PuguhClient({ ...options, tokenChecks: checks }));
      ok(made instanceof InvalidConfigError && made.message.startsWith("tokenChecks"), `${made}`);
    }
    const bystander = puguh(context).organizations.list({ pageSize: 1 });
    for (const act of [
      () => client.oauth.code("https://app.example/?code=1&state=s"),
      () => client.oauth.authorizationUrl({ clientId: "c" }),
      () => client.tokensFrom(),
    ]) {
      const error = await failure(act());
      ok(error instanceof InvalidRequestError, `${error}`);
    }
    equal((await bystander).total, 45, "the other call");
  },

  async "wrong options are refused when the client is made, by name"(context) {
    const { InvalidConfigError, PuguhClient, init } = context.keybearer;
    // Before the core is there, `ready` and the first call refuse.
    await init();
    for (const [options, named] of [
      [{}, "apiKey"],
      [{ apiKey: "k-123456789012", accessToken: "t" }, "accessToken"],
      [{ apiKey: "k-123456789012" }, "organizationId"],
      [{ accessToken: "t", timeout: 0 }, "timeout"],
      [{ accessToken: "t", maxAttempts: 0 }, "maxAttempts"],
    ]) {
      const error = refusal(() => new PuguhClient(options));
      ok(error instanceof InvalidConfigError, `${JSON.stringify(options)} gives ${error}`);
      ok(`${error.message} ${error.reason}`.includes(named), `${error.message} names ${named}`);
    }
  },

  async "every declared operation is a method"(context) {
    const { CompositeClient, PugClient, PuguhClient } = context.keybearer;
    const baseUrl = context.info.url;
    const clients = {
      pug: new PugClient({ baseUrl, anonymous: true }),
      puguh: new PuguhClient({ baseUrl, anonymous: true }),
      composite: new CompositeClient({ baseUrl, apiKey: context.info.composite.public_key }),
    };
    const missing = Object.keys(context.declarations.operations).filter((name) => {
      const [platform, ...path] = name.split(".");
      const client = clients[platform];
      // What is called without its service is a method of the client or of `system`.
      const services = path.length > 1 ? [client] : [client, client.system];
      const members = services.map((service) => path.reduce((owner, step) => owner?.[camel(step)], service));
      return !members.some((member) => typeof member === "function");
    });
    equal(missing, [], "operations without a method");
  },
};

/**
 * Makes the first core trap when a timer goes off, and gives what became of a call that waited, of
 * one on the way, and of one after. Only where no core is loaded yet.
 */
export async function trap({ keybearer, info, control }) {
  const { setTimeout } = globalThis;
  const { instantiate } = WebAssembly;
  let ringing = false;
  globalThis.setTimeout = (ring, millis, ...given) =>
    setTimeout(() => {
      ringing = true;
      ring(...given);
      ringing = false;
    }, millis);
  const trapping = (run) => (...args) => {
    if (!ringing) return run(...args);
    ringing = false;
    Object.assign(globalThis, { setTimeout });
    Object.assign(WebAssembly, { instantiate });
    throw new WebAssembly.RuntimeError("unreachable");
  };
  WebAssembly.instantiate = async (...args) => {
    const instance = await instantiate(...args);
    // Node's own fetch is made of WebAssembly too, but no timer of its calls that.
    const exports = Object.entries(instance.exports ?? {});
    const trapped = exports.map(([name, one]) => [name, typeof one === "function" ? trapping(one) : one]);
    return { ...instance, exports: Object.fromEntries(trapped) };
  };
  await control("POST", "/_sandbox/rules", {
    rules: [
      { match: { path: "/api/v1/organizations" }, respond: { status: 503, headers: { "retry-after": "0.3" } } },
      { match: { path: "/api/v1/health" }, fault: "hang" },
    ],
  });
  const client = puguh({ keybearer, info });
  const bystander = puguh({ keybearer, info });
  const onTheWay = failure(bystander.health());
  const waited = await failure(client.organizations.list());
  const after = await client.organizations.list({ pageSize: 1 });
  const another = await bystander.organizations.list({ pageSize: 1 });
  return {
    waited: [waited.code, waited.maybeProcessed],
    onTheWay: [(await onTheWay).code, (await onTheWay).maybeProcessed],
    after: after.total,
    another: another.total,
  };
}

/** What `trap` must give. */
export const TRAPPED = { waited: ["internal", true], onTheWay: ["internal", true], after: 45, another: 45 };

/** A client of PUGUH with the sandbox's key. */
function puguh({ keybearer, info }, options = {}) {
  const { api_key: apiKey, organization_id: organizationId } = info.puguh;
  return new keybearer.PuguhClient({ baseUrl: info.url, apiKey, organizationId, ...options });
}

async function journal({ control }) {
  const { requests } = await control("GET", "/_sandbox/journal");
  return requests.filter(({ method }) => method !== "OPTIONS");
}

/** How TypeScript calls an operation: `sign_in_with_oauth` is `signInWithOAuth`. */
function camel(name) {
  return name.replace(/_oauth/g, "OAuth").replace(/_(.)/g, (_, letter) => letter.toUpperCase());
}

/** What a promise is rejected with. */
async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it succeeded");
}

function refusal(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("it was not refused");
}

async function until(holds, what) {
  const deadline = performance.now() + 5_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`it never came to be: ${what}`);
    await sleep(10);
  }
}

function equal(actual, expected, what) {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what}: ${is}, not ${should}`);
}

function ok(holds, what) {
  if (!holds) throw new Error(`not so: ${what}`);
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function deferred() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}
