import {
  argument,
  boolean,
  configured,
  membersOf,
  millis,
  must,
  object,
  orNull,
  scalar,
  text,
  timeout,
  type Rule,
  type Rules,
} from "./arguments.js";
import { Call, List, type CallOptions, type RateLimit } from "./call.js";
import { hasMethods, isObject, mustBe, pairs, plain, read, unreadable, write, type Tables } from "./codec.js";
import { engine, load, NAMES, type Engine, type Pending } from "./engine.js";
import { inBrowser } from "./environment.js";
import { camel, cancelled, capture, failure, misconfigured, refuse, refused, snake, trace, type KeybearerError, type Trace, type Violation } from "./errors.js";
import type { Fetch } from "./fetch.js";
import { Action, Question, Start } from "./generated/glue.js";
import { said } from "./thrown.js";
import { LONGEST_TIMER } from "./timers.js";

export { COMMON, SESSION } from "./arguments.js";

/** The deadline of a call for which none is given, in milliseconds, as the core has it. */
const USUAL_DEADLINE = 60_000;

/** A token, with what is known of its life. */
export interface Tokens {
  /** The token that signs requests. */
  accessToken: string;
  /** The token that buys the next one. */
  refreshToken?: string | undefined;
  /** How long the access token lives, in milliseconds from when it was asked for. */
  expiresIn?: number | undefined;
}

/** What `onTokenExpired` is told. */
export interface TokenExpired {
  /** Why a new token is asked for. */
  readonly reason: "missing" | "expiring" | "expired" | "rejected";
  /** 1, and one more for each failure in a row before this. */
  readonly attempt: number;
}

/** Tokens as a {@link TokenStore} keeps them. */
export interface StoredTokens {
  accessToken: string;
  refreshToken?: string | undefined;
  /** When the access token expires, in milliseconds since the Unix epoch. */
  expiresAt?: number | undefined;
}

/** Keeps the tokens of a session where they outlive the page or the process. */
export interface TokenStore {
  /** The tokens last saved, if any. */
  load(): Promise<StoredTokens | null | undefined> | StoredTokens | null | undefined;
  /** Replaces what is saved. */
  save(tokens: StoredTokens): Promise<void> | void;
  /** Forgets the tokens. */
  clear(): Promise<void> | void;
  /** Keeps other pages or processes from refreshing until what it gives is called. */
  lock?(): Promise<() => unknown> | (() => unknown);
}

/** Keeps tokens in memory: for tests, and for clients that share one session. */
export class MemoryTokenStore implements TokenStore {
  #tokens: StoredTokens | undefined;
  load(): StoredTokens | undefined {
    return this.#tokens;
  }
  save(tokens: StoredTokens): void {
    this.#tokens = tokens;
  }
  clear(): void {
    this.#tokens = undefined;
  }
}

/** Something that a client did. No event holds a secret. Times are in milliseconds. */
export type Event =
  | { type: "attempt_started"; call: number; operation: string; attempt: number }
  | { type: "attempt_finished"; call: number; operation: string; attempt: number; status?: number; elapsed: number }
  | { type: "retrying"; call: number; operation: string; attempt: number; reason: string; delay: number }
  | { type: "call_finished"; call: number; operation: string; error?: string; attempts: number; elapsed: number }
  | { type: "token_refreshed"; generation: number; reason: string; elapsed: number }
  | { type: "token_refresh_failed"; error: string; coolDown: number }
  | { type: "token_store_failed"; message: string }
  | { type: "gate_closed"; operation: string; delay: number };

/** The options that every client has. */
export interface ClientOptions {
  /** Where the API lives, if not at its public address. Plain `http` is for loopback only. */
  baseUrl?: string | undefined;
  /** The deadline of each call in milliseconds, waits and retries included; `null` for none. 60,000 unless given. */
  timeout?: number | null | undefined;
  /** The longest that one attempt may take, in milliseconds. 15,000 unless given. */
  attemptTimeout?: number | undefined;
  /** How many attempts a call may take in all; 1 turns retries off. 4 unless given. */
  maxAttempts?: number | undefined;
  /** The longest delay asked for by the server that is waited out, in milliseconds. 120,000 unless given. */
  maxServerDelay?: number | undefined;
  /** Limits locally how fast requests leave. Off unless given. */
  pacing?: { perSecond: number; burst: number } | undefined;
  /** Sends requests in the place of the platform's `fetch`. */
  fetch?: Fetch | undefined;
  /** Is told what the client does. What it throws is ignored. */
  observer?: ((event: Event) => void) | undefined;
  /** What the client calls itself in `User-Agent`. Pages may not choose. */
  userAgent?: string | undefined;
  /** Sends operations elsewhere than declared: paths by the full names of operations or Connect services. */
  overridePath?: Readonly<Record<string, string>> | undefined;
}

/** The options of clients that can hold a session. */
export interface SessionOptions {
  /** An access token. It is renewed by `onTokenExpired` or with the `refreshToken`. */
  accessToken?: string | undefined;
  /** The token that buys the next access token, at the platform's own endpoint. */
  refreshToken?: string | undefined;
  /** How long the access token still lives in milliseconds, where that is known better than the token says. */
  expiresIn?: number | undefined;
  /** Builds a client without credential, for public operations such as signing in. */
  anonymous?: boolean | undefined;
  /**
   * Supplies a new token when the current one nears its end or is rejected. However many calls need
   * it, it runs once, and no call that gives up stops it.
   */
  onTokenExpired?: ((expired: TokenExpired) => Promise<string | Tokens> | string | Tokens) | undefined;
  /** Keeps the tokens where they outlive the page or the process. */
  tokenStore?: TokenStore | undefined;
}

type Given = Record<string, unknown>;

/** What is declared of a platform. */
export interface Platform extends Tables {
  readonly name: "pug" | "puguh" | "composite";
  /**
   * By their services, a line for each, in the order of the core's catalog:
   *
   *     name,request,answer,how,parameters…
   *
   * Request and answer are messages, `Json` both where neither is told. After the page of a list and
   * a slash stands what holds the items; `pairs` is how a request goes that is no JSON.
   */
  readonly operations: Readonly<Record<string, string>>;
  /** The classes of the services, once there is a client. */
  services?: [name: string, Kind: typeof Service][];
}

let clients = 0;

/** What every client can do. */
export abstract class Client {
  readonly #platform: Platform;
  readonly #given: Given;
  /** What is said to the core of them. */
  #told: Given;
  #engine: Engine | undefined;
  #number = 0;
  #closed = false;
  /** How many callbacks run just now, and whether one runs on this very stack. */
  #callbacks = 0;
  #inside = false;
  /** What such a callback is called by, so that a call made within is known from its stack. */
  readonly #marker = `keybearer_on_token_expired_${++clients}`;

  /** @internal */
  protected constructor(platform: Platform, rules: Rules, options: unknown, own: Record<string, typeof Service> = {}) {
    this.#platform = platform;
    for (const name of Object.keys(rules)) NAMES.add(snake(name));
    this.#given = configured(options, rules, "options");
    this.#told = told(this.#given);
    platform.services ??= Client.#services(platform, own);
    const members = this as unknown as Given;
    for (const [name, Kind] of platform.services) members[name] = new Kind(this);
    if (inBrowser()) this.#told["in_browser"] = true;
    // If the core is there already, what it refuses is refused here.
    this.#connected();
  }

  /** Loads the core, and refuses options that could not work. Calls do so by themselves. */
  async ready(): Promise<void> {
    await this.#connection();
  }

  /** The rate limit as the last answer told it. */
  rateLimit(): RateLimit | undefined {
    return this.#engine?.told(Question.RateLimit, this.#number) ?? undefined;
  }

  /** Forgets the credential. Calls under way go on to their end; others are refused. */
  close(): void {
    this.#closed = true;
    this.#engine?.disconnect(this.#number);
    this.#engine = undefined;
    this.#told = {};
    // Calls under way still need the functions that were given, and those are no secrets.
    for (const [name, value] of Object.entries(this.#given)) {
      if (typeof value === "string") delete this.#given[name];
    }
  }

  /** The services of a platform by their names, `own` ones with further methods: classes with a method for each operation. */
  static #services(platform: Platform, own: Readonly<Record<string, typeof Service>>): [string, typeof Service][] {
    // That of an operation in the core's catalog.
    let next = 0;
    return Object.entries(platform.operations).map(([service, lines]) => {
      const name = camel(service);
      const Kind = { [name]: class extends (own[name] ?? Service) {} }[name]!;
      for (const line of lines.split("\n")) {
        const [method = "", takes = "Json", answer = "Json", how, ...names] = line.split(",");
        const [gives = "", paging] = answer.split("/");
        const parameters = names.map(camel);
        const place = next++;
        // What has no service of its own is the system's.
        const operation = `${platform.name}.${service}.${method}`.replace(".system.", ".");
        const read = readerOf(platform, gives);
        const called = camel(method);
        // It is called with its parameters, its request if it takes one, and options.
        const call = {
          [called](this: Service, ...given: unknown[]): Call<unknown> {
            const client = this._client;
            const found: Violation[] = [];
            let taken = 0;
            for (const name of parameters) argument(name, given[taken++], text, found);
            const asked = given.slice(0, taken);
            const request = takes ? given[taken++] : undefined;
            const options = given[taken] as CallOptions | undefined;
            let query: string[] | undefined;
            const sent = reading(found, "request", () => {
              if (options?.body !== undefined) return plain(options.body, "body", found);
              if (takes === "Json") {
                const json = request === undefined ? {} : request;
                argument("request", json, orNull(object), found);
                return isObject(json) ? plain(json, "", found) : undefined;
              }
              if (!takes) return undefined;
              const message = write(platform, takes, request, found);
              if (how !== "pairs") return message;
              query = pairs(message);
              return undefined;
            });
            const body = sent === undefined ? undefined : JSON.stringify(sent);
            const at = trace(call);
            const start = (query: string[] | undefined): Call<unknown> =>
              client.#start(paging ? List : Call, operation, read, found, Start.Operation, place, [asked, query], body, options, at);
            const started = start(query);
            if (paging) {
              const list = started as List<unknown, unknown>;
              list.member = paging;
              list.following = (first) => client.#pages(place, paging, query ?? [], first, start);
            }
            return started;
          },
        }[called]!;
        (Kind.prototype as unknown as Given)[called] = call;
      }
      return [name, Kind];
    });
  }

  /** @internal Calls any path. */
  _request(below: Function, method: string, path: string, options: (CallOptions & { body?: unknown }) | undefined): Call<unknown> {
    return this.#raw(below, "request", Start.Request, { method, path }, () => options?.body, options);
  }

  /** @internal Calls any RPC. */
  _rpc(below: Function, service: string, method: string, message: unknown, options: CallOptions | undefined): Call<unknown> {
    const name = `${String(service)}/${String(method)}`;
    return this.#raw(below, name, Start.Rpc, { service, method }, () => options?.body ?? message, options, object);
  }

  /** Calls what is not declared, in open JSON. */
  #raw(
    below: Function,
    name: string,
    what: Start,
    input: Given,
    given: () => unknown,
    options: CallOptions | undefined,
    rule: Rule = () => undefined,
  ): Call<unknown> {
    const found: Violation[] = [];
    for (const [name, value] of Object.entries(input)) argument(name, value, text, found);
    const body = reading(found, "body", () => {
      const body = given();
      const wrong = rule(body);
      if (wrong) return refuse(found, "body", wrong);
      return body === undefined ? undefined : JSON.stringify(plain(body, "body", found));
    });
    return this.#start(Call, `${this.#platform.name}.${name}`, open, found, what, 0, Object.values(input), body, options, trace(below));
  }

  /** @internal */
  async _setTokens(below: Function, tokens: string | Tokens): Promise<void> {
    const given = tokensOf(tokens, (problem) => misconfigured("tokens", problem));
    await this.#settle(below, "set_tokens", Start.SetTokens, given);
  }

  /** @internal */
  _signOut(below: Function): Promise<void> {
    return this.#settle(below, "sign_out", Start.SignOut, []);
  }

  /** Does something about the session, and takes down what came of it. */
  async #settle(below: Function, name: string, what: Start, input: readonly unknown[]): Promise<void> {
    const operation = `${this.#platform.name}.${name}`;
    try {
      await this.#start(Call, operation, () => undefined, [], what, 0, input, undefined, undefined, trace(below));
    } finally {
      this.#remember();
    }
  }

  /** @internal */
  async _setKey(option: string, key: string): Promise<void> {
    const wrong = text(key);
    if (wrong) throw misconfigured(option, wrong);
    option = snake(option);
    await this._ask(Question.SetKey, [option, key]);
    this.#told[option] = key;
  }

  /** @internal Asks the core for something that needs no network. */
  async _ask<T>(question: Question, input: readonly unknown[]): Promise<T> {
    const engine = await this.#connection();
    return engine.ask(question, this.#number, input) as T;
  }

  /** Starts a call, at once if the core is there. */
  #start(
    kind: typeof Call,
    operation: string,
    read: (text: string) => unknown,
    found: Violation[],
    what: Start,
    place: number,
    input: readonly unknown[],
    body: string | undefined,
    options: CallOptions | undefined,
    at: Trace,
  ): Call<unknown> {
    let pending!: Pending;
    const promise = new kind<unknown>((resolve, reject) => {
      pending = {
        operation,
        trace: at,
        read,
        resolve,
        reject,
      } as Pending;
    });
    promise._known = pending;
    let [given, signal] = reading(found, "options", () => callOptions(options, found)) ?? [];
    if (found.length > 0) {
      pending.reject(refused(found, operation, at));
      return promise;
    }
    if (signal?.aborted) {
      pending.reject(cancelled(operation, at, signal.reason));
      return promise;
    }
    const within = this.#callbacks > 0 && this.#isWithin();
    const fail = (error: KeybearerError): void => {
      pending.ended?.();
      pending.reject(error);
    };
    // How the call is given up: by the core, once it is there.
    let giveUp = (reason: unknown): void => fail(cancelled(operation, at, reason));
    if (signal) {
      const abort = (): void => giveUp(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      pending.ended = () => signal.removeEventListener("abort", abort);
    }
    const begin = (engine: Engine): void => {
      const call = engine.number();
      giveUp = (reason) => engine.abort(call, reason);
      engine.begin(call, pending, what, this.#number, place, within, [given, ...input], body);
    };
    let engine: Engine | undefined;
    try {
      engine = this.#connected();
    } catch (error) {
      fail(error as KeybearerError);
      return promise;
    }
    if (engine) {
      begin(engine);
      capture(at);
      return promise;
    }
    capture(at);
    // The core has yet to be loaded, and the call's deadline counts from here.
    const since = Date.now();
    const deadline = this.#deadline(given);
    let over = false;
    const message = "the deadline passed while the WebAssembly of Keybearer was loaded";
    const late = (): void => fail(failure({ code: "timeout", message, operation, retryable: true }, at));
    const timer = setTimeout(late, Math.min(deadline, LONGEST_TIMER));
    const { ended } = pending;
    pending.ended = () => {
      over = true;
      clearTimeout(timer);
      ended?.();
    };
    this.#connection().then((engine) => {
      if (over) return;
      clearTimeout(timer);
      pending.ended = ended;
      given = { ...given, timeout: micros(Math.max(deadline - (Date.now() - since), 0.001)) };
      begin(engine);
    }, fail);
    return promise;
  }

  /** How long a call may take in all, in milliseconds: the core's rule, for while it is not there. */
  #deadline(given: Given | undefined): number {
    const timeout = given?.["timeout"] === undefined ? this.#told["timeout"] : given["timeout"];
    return timeout === undefined ? USUAL_DEADLINE : timeout === null ? Infinity : (timeout as number) / 1000;
  }

  /** The pages of a list, from the first, which is fetched already. */
  async *#pages(
    place: number,
    member: string,
    query: string[],
    call: Call<unknown>,
    fetch: (query: string[]) => Call<unknown>,
  ): AsyncGenerator<unknown, void, undefined> {
    let before: string | undefined;
    const engine = await this.#connection();
    const walker = engine.number();
    try {
      for (;;) {
        const page = (await call) as Given;
        const { body, trace } = call._known;
        const next = engine.told(Question.Walk, this.#number, [
          walker,
          place,
          query,
          member === "items",
          before === body,
          (page[member] as unknown[]).length,
          page["hasNext"],
          page["total"],
          page["pageSize"],
          (page["nextCursor"] as string | undefined)?.toWellFormed(),
        ]) as { name: string; value: string; error?: unknown; endless?: unknown } | null | undefined;
        before = body;
        if (next?.error !== undefined) throw engine.error(next.error, trace);
        yield page;
        if (next?.endless !== undefined) throw engine.error(next.endless, trace);
        if (!next) return;
        query = [...query.filter((_, place) => query[place & ~1] !== next.name), next.name, next.value];
        call = fetch(query);
      }
    } finally {
      engine.enter((core) => core.halt(walker));
    }
  }

  /** The core with this client in it, if it is loaded. */
  #connected(): Engine | undefined {
    if (this.#closed) throw failure({ code: "invalid_config", message: "this client is closed", reason: "closed" });
    if (this.#engine?.dead === false) return this.#engine;
    const current = engine();
    if (!current) return undefined;
    this.#number = current.connect(this, this.#platform.name, this.#told);
    return (this.#engine = current);
  }

  async #connection(): Promise<Engine> {
    for (;;) {
      const engine = this.#connected();
      if (engine) return engine;
      await load();
    }
  }

  /** Takes down the tokens in use: if the core is lost, the next one begins with them. */
  #remember(): void {
    if (this.#closed) return;
    const tokens = this.#engine?.told(Question.Tokens, this.#number);
    if (tokens === undefined) return;
    Object.assign(this.#told, {
      access_token: tokens?.["accessToken"],
      refresh_token: this.#given["onTokenExpired"] === undefined ? tokens?.["refreshToken"] : undefined,
      // What is left of a lifetime is not known later; most tokens tell it themselves.
      expires_in: undefined,
      anonymous: tokens === null || undefined,
    });
  }

  /** @internal The core that this client lived in is lost. */
  orphaned(): void {
    this.#engine = undefined;
  }

  /** @internal */
  get fetcher(): Fetch | undefined {
    return this.#given["fetch"] as Fetch | undefined;
  }

  /** @internal */
  told(json: string): void {
    const event = JSON.parse(json) as Record<string, unknown>;
    if (event["type"] === "token_refreshed") this.#remember();
    const observer = this.#given["observer"] as ((event: unknown) => unknown) | undefined;
    if (!observer) return;
    // Not on the core's own stack. What an observer does wrong must not fail what it watches.
    void Promise.resolve(event).then(observer).catch(() => {});
  }

  /** Runs `onTokenExpired`. */
  async #expired(expired: TokenExpired): Promise<unknown[]> {
    const callback = this.#given["onTokenExpired"] as (expired: TokenExpired) => unknown;
    const run = {
      async [this.#marker](expired: TokenExpired): Promise<unknown> {
        return await callback(expired);
      },
    }[this.#marker]!;
    this.#callbacks++;
    try {
      this.#inside = true;
      const running = run(expired);
      this.#inside = false;
      return tokensOf(await running, (problem) => new TypeError(`it gave tokens that are none: ${problem}`));
    } finally {
      this.#callbacks--;
    }
  }

  /** Whether the code that runs is, or awaits for, this client's `onTokenExpired`. */
  #isWithin(): boolean {
    if (this.#inside) return true;
    const limited = Error as { stackTraceLimit?: number | undefined };
    const before = limited.stackTraceLimit;
    limited.stackTraceLimit = 200;
    const stack = String(new Error().stack);
    limited.stackTraceLimit = before;
    return stack.includes(this.#marker);
  }

  /** @internal Runs code of the user's: what it gives, as JSON, and what a lock is given back by. */
  async asked(action: Action, given: string): Promise<[string, (() => unknown)?]> {
    const store = this.#given["tokenStore"] as TokenStore;
    switch (action) {
      case Action.Refresh:
        return [JSON.stringify(await this.#expired(JSON.parse(given)))];
      case Action.Load: {
        const found = await store.load();
        if (found === null || found === undefined) break;
        const { accessToken, refreshToken, expiresAt } = found;
        const [access, refresh] = tokensOf({ accessToken, refreshToken }, (problem) => new TypeError(problem));
        const end = expiresAt == null ? undefined : Math.floor(Number(expiresAt) / 1000);
        return [JSON.stringify([access, refresh, end])];
      }
      case Action.Save:
        await store.save(JSON.parse(given));
        break;
      case Action.Clear:
        await store.clear();
        break;
      default: {
        const release = await store.lock?.();
        if (typeof release === "function") return ["", release];
      }
    }
    return [""];
  }
}

/** Looks at what the user gave, whose getters can throw. */
function reading<T>(found: Violation[], field: string, look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    return refuse(found, field, `cannot be read: ${said(error)}`);
  }
}

/** What reads the body of a success as its message. */
function readerOf(platform: Platform, gives: string): (text: string) => unknown {
  if (gives === "Empty") return () => undefined;
  if (gives === "Json") return open;
  return (text) => read(platform, gives, json(text));
}

/** Open JSON: `null` if there is no body, a text if it is not JSON. */
function open(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  try {
    return JSON.parse(trimmed);
  } catch {
    return text;
  }
}

/** JSON: `null` if there is none, as there need not be in an answer that is `OK`. */
function json(text: string): unknown {
  const value = open(text);
  if (value !== text) return value;
  const [first = ""] = text.trim();
  if (!'{["<'.includes(first)) return null;
  return unreadable(first === "<" ? "it is HTML or XML, not JSON" : "it is not valid JSON");
}

/** In whole microseconds, as the core counts. It reads no number that is larger. */
function micros(millis: number): number {
  return Math.min(Math.round(millis * 1000), 2 ** 63);
}

const TOKENS: Rules = { accessToken: text, refreshToken: orNull(text), expiresIn: orNull(millis) };

/** The tokens that user code gave, as the core reads them: the access token, the refresh token, the lifetime. */
function tokensOf(given: unknown, problem: (what: string) => Error): unknown[] {
  const tokens = typeof given === "string" ? { accessToken: given } : given;
  if (!isObject(tokens)) throw problem(mustBe("text or an object with accessToken", tokens));
  const found: Violation[] = [];
  const { accessToken, refreshToken, expiresIn = null } = membersOf(tokens, TOKENS, found, "tokens");
  argument("accessToken", accessToken, text, found);
  const [wrong] = found;
  if (wrong) throw problem(`${wrong.field} ${wrong.message}`);
  return [accessToken, refreshToken, expiresIn === null ? null : micros(expiresIn as number)];
}

/** Options as the core reads them: by its names, durations in microseconds, and of functions only that they are there. */
function told(given: Given): Given {
  const told: Given = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === false) continue;
    let own = value;
    if (typeof value === "function" || name === "tokenStore") own = true;
    else if (typeof value === "number" && name !== "maxAttempts") own = micros(value);
    else if (name === "headers" || name === "query") own = pairs(value as Given);
    else if (name === "pacing") {
      const { perSecond, burst } = value as { perSecond: number; burst: number };
      // In a million seconds: the core reads whole numbers. What is none, it refuses as nothing.
      own = [Math.min(Math.round(perSecond * 1e6), Number.MAX_SAFE_INTEGER), burst];
    }
    told[snake(name)] = own;
  }
  return told;
}

/** The options of a call, and what they must be. */
const CALL: Rules = {
  signal: must(
    "an AbortSignal",
    (value) => hasMethods(value, "addEventListener", "removeEventListener") && typeof value.aborted === "boolean",
  ),
  timeout,
  idempotent: boolean,
  headers: object,
  query: object,
  organizationId: text,
  applicationId: text,
  projectId: text,
  body: () => undefined,
};

/**
 * The options of a call as the core reads them, and the signal. Those that are `undefined` are as
 * good as absent, whatever they are called.
 */
function callOptions(options: CallOptions | undefined, found: Violation[]): [Given?, (AbortSignal | undefined)?] {
  if (options === undefined) return [];
  const given = isObject(options) ? Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) : options;
  const members = membersOf(given, CALL, found, "options", "", "an option of a call");
  for (const [name, rule] of [["headers", text], ["query", scalar]] as const) {
    for (const [own, value] of Object.entries(members[name] ?? {})) {
      if (value !== undefined) argument(`${name}.${own}`, value, (value) => rule(value) ?? text(own), found);
    }
  }
  const { signal, body: _, ...others } = members;
  return found.length > 0 ? [] : [told(others), signal as AbortSignal | undefined];
}

/** A group of operations of a client. */
export class Service {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /** @internal */
  get _client(): Client {
    return this.#client;
  }
}
