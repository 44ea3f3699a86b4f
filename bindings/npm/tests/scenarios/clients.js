/** Clients from their description in JSON. */

import { Broken, isObject } from "./json.js";
import { call, sleep } from "./run.js";
import { camel } from "./shapes.js";

/** The options whose members mean the same in the SDK, but for how their names are written. */
const PLAIN = [
  "api_key",
  "sdk_key",
  "shared_key",
  "access_token",
  "refresh_token",
  "anonymous",
  "organization_id",
  "application_id",
  "project_id",
  "key_placement",
  "scopes",
  "environment",
  "dangerously_allow_browser",
  "base_url",
  "max_attempts",
  "user_agent",
  "override_path",
];
/** Durations: the SDK has no `_ms` in their names. */
const DURATIONS = ["expires_in_ms", "timeout_ms", "attempt_timeout_ms", "max_server_delay_ms"];

/** Builds a client; what is thrown is the SDK's refusal. */
export async function build(world, name, json) {
  // What a callback will return may not exist yet: it is looked up when it is called.
  const { on_token_expired: script, ...rest } = json;
  const { platform, token_store: store, pacing, ...given } = world.resolve(rest);
  const options = { baseUrl: world.url, observer: (event) => world.observe(event) };
  if (platform !== "puguh") options.dangerouslyAllowBrowser = true;
  for (const [name, value] of Object.entries(given)) {
    if (PLAIN.includes(name)) options[camel(name)] = value;
    else if (DURATIONS.includes(name)) options[camel(name.replace(/_ms$/, ""))] = value;
    else throw new Broken(`no option is called ${name}`);
  }
  if (pacing) options.pacing = { perSecond: pacing.per_second, burst: pacing.burst };
  if (script) options.onTokenExpired = onTokenExpired(world, name, script);
  if (store) options.tokenStore = await tokenStore(world, store);
  const { PugClient, PuguhClient, CompositeClient } = world.keybearer;
  const Client = { pug: PugClient, puguh: PuguhClient, composite: CompositeClient }[platform];
  if (!Client) throw new Broken(`no platform is called ${platform}`);
  const client = new Client(options);
  // Options are checked by the core, which is loaded by then.
  await client.ready();
  return client;
}

/** Tokens, bare or with what is known of their life, as the SDK takes them. */
export function tokensFrom(json) {
  if (!isObject(json)) return json;
  const { access_token: accessToken, refresh_token: refreshToken, expires_in_ms: expiresIn } = json;
  return { accessToken, ...(refreshToken && { refreshToken }), ...(expiresIn !== undefined && { expiresIn }) };
}

/** An `onTokenExpired` that plays back results; the last one repeats. */
function onTokenExpired(world, client, results) {
  let next = 0;
  return async ({ reason, attempt }) => {
    world.callbacks.push({ client, reason, attempt });
    const play = results[Math.min(next, results.length - 1)];
    next += 1;
    await sleep(play.delay_ms ?? 0);
    if (play.call) await call(world, play.call);
    // There are no panics here: this is what is thrown by mistake and is no error.
    if (play.panic) throw undefined;
    if (play.hang) return new Promise(() => {});
    if (play.return !== undefined) return tokensFrom(world.resolve(play.return));
    const thrown = new Error(world.resolve(play.throw));
    world.thrown.push(thrown);
    throw thrown;
  };
}

/** A store in memory that clients of one name share, and that may be broken. */
async function tokenStore(world, { name, holds, fails }) {
  const { MemoryTokenStore } = world.keybearer;
  if (!world.stores.has(name)) world.stores.set(name, new MemoryTokenStore());
  const memory = world.stores.get(name);
  if (holds) {
    const { accessToken, refreshToken, expiresIn } = isObject(holds) ? tokensFrom(holds) : { accessToken: holds };
    const expiresAt = expiresIn === undefined ? undefined : Date.now() + expiresIn;
    await memory.save({ accessToken, refreshToken, expiresAt });
  }
  if (!fails) return memory;
  return {
    load: () => memory.load(),
    clear: () => memory.clear(),
    save: async () => {
      throw new Error("the disk is full");
    },
  };
}
