import { text } from "./arguments.js";
import { Call, List, type CallOptions, type RateLimit } from "./call.js";
import { brokenText, isObject, kindOf, mustBe, pairs, plain, read, Unreadable, wellFormed, write, type Tables } from "./codec.js";
import { engine, load, type Engine, type Pending, type Told } from "./engine.js";
import { inBrowser, variable } from "./environment.js";
import { camel, cancelled, failure, misconfigured, refused, trace, type KeybearerError, type Trace, type Violation } from "./errors.js";
import { said, type Fetch } from "./fetch.js";
import { Question, Start } from "./generated/glue.js";

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

/** Kinds of options: text, number, boolean, function, duration, and those with a shape of their own. */
type Kind = "s" | "n" | "b" | "fn" | "ms" | "ms?" | "store" | "pacing" | "texts" | "list" | readonly string[];

export type OptionKinds = Readonly<Record<string, Kind>>;

export const COMMON: OptionKinds = {
  baseUrl: "s",
  timeout: "ms?",
  attemptTimeout: "ms",
  maxAttempts: "n",
  maxServerDelay: "ms",
  pacing: "pacing",
  fetch: "fn",
  observer: "fn",
  userAgent: "s",
  overridePath: "texts",
};

export const SESSION: OptionKinds = {
  accessToken: "s",
  refreshToken: "s",
  expiresIn: "ms",
  anonymous: "b",
  onTokenExpired: "fn",
  tokenStore: "store",
};

type Given = Record<string, unknown>;

/** What is declared of a platform. */
export interface Platform extends Tables {
  readonly name: "pug" | "puguh" | "composite";
  /** By their places in the core's catalog: `service.method`, request, answer, `pairs` or nothing. */
  readonly operations: readonly string[];
}

/** What every client can do. */
export abstract class Client {
  readonly #platform: Platform;
  readonly #given: Given;
  /** What is said to the core: no functions, durations in microseconds. */
  readonly #told: Given;
  #engine: Engine | undefined;
  #number = 0;
  #closed = false;
  /** How many callbacks run just now, and whether one runs on this very stack. */
  #callbacks = 0;
  #inside = false;
  #marker: { run: (expired: TokenExpired) => unknown; name: string } | undefined;

  /** @internal */
  protected constructor(platform: Platform, kinds: OptionKinds, options: unknown) {
    this.#platform = platform;
    this.#given = checked(kinds, options);
    this.#told = told(kinds, this.#given);
    if (inBrowser()) this.#told["inBrowser"] = true;
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
    for (const name of Object.keys(this.#told)) delete this.#told[name];
    // Calls under way still need the functions that were given, and those are no secrets.
    for (const [name, value] of Object.entries(this.#given)) {
      if (typeof value === "string") delete this.#given[name];
    }
  }

  /** @internal Calls a declared operation. */
  _operation(
    below: Function,
    place: number,
    args: readonly unknown[],
    request: unknown,
    options: CallOptions | undefined,
  ): Call<unknown> {
    const { name, takes, gives, how, names } = declared(this.#platform, place);
    const found: Violation[] = [];
    const input: Given = {};
    if (args.length > 0) {
      args.forEach((argument, index) => {
        const problem = text(argument);
        if (problem !== undefined) found.push({ field: camel(names[index]!), message: problem });
      });
      input["arguments"] = args;
    }
    let body: string | undefined;
    let query: [string, string][] | undefined;
    reading(found, "request", () => {
      if (options?.body !== undefined) {
        body = JSON.stringify(plain(options.body, "body", found));
      } else if (takes === "Json") {
        if (isObject(request)) body = JSON.stringify(plain(request, "", found));
        else if (request !== null) found.push({ field: "request", message: mustBe("an object", request) });
      } else if (takes !== "") {
        const message = write(this.#platform, takes, request, found);
        if (how === "pairs") {
          query = pairs(message);
          input["pairs"] = query.flat();
        } else {
          body = JSON.stringify(message);
        }
      }
    });
    const reader = (text: string): unknown => answer(this.#platform, gives, text);
    const paging = PAGED[gives];
    const at = trace(below);
    const start = (input: Given): Call<unknown> =>
      this.#start(paging === undefined ? Call : List, name, reader, found, Start.Operation, place, input, body, options, at);
    const call = start(input);
    if (paging !== undefined) {
      const list = call as List<unknown, unknown>;
      list.member = paging;
      list.following = (first) => this.#pages(place, paging, query ?? [], first, (query) => start({ ...input, pairs: query.flat() }));
    }
    return call;
  }

  /** @internal Calls any path. */
  _request(below: Function, method: string, path: string, options: (CallOptions & { body?: unknown }) | undefined): Call<unknown> {
    const found: Violation[] = [];
    for (const [field, value] of [["method", method], ["path", path]] as const) {
      const problem = text(value);
      if (problem !== undefined) found.push({ field, message: problem });
    }
    let body: string | undefined;
    reading(found, "body", () => {
      if (options?.body !== undefined) body = JSON.stringify(plain(options.body, "body", found));
    });
    const name = `${this.#platform.name}.request`;
    return this.#start(Call, name, open, found, Start.Request, 0, { method, path }, body, options, trace(below));
  }

  /** @internal Calls any RPC. */
  _rpc(below: Function, service: string, method: string, message: unknown, options: CallOptions | undefined): Call<unknown> {
    const found: Violation[] = [];
    for (const [field, value] of [["service", service], ["method", method]] as const) {
      const problem = text(value);
      if (problem !== undefined) found.push({ field, message: problem });
    }
    let body: string | undefined;
    reading(found, "body", () => {
      const sent = options?.body ?? message;
      if (!isObject(sent)) found.push({ field: "body", message: mustBe("an object", sent) });
      else body = JSON.stringify(plain(sent, "body", found));
    });
    const name = `${this.#platform.name}.${String(service)}/${String(method)}`;
    return this.#start(Call, name, open, found, Start.Rpc, 0, { service, method }, body, options, trace(below));
  }

  /** @internal */
  async _setTokens(below: Function, tokens: string | Tokens): Promise<void> {
    const name = `${this.#platform.name}.set_tokens`;
    const at = trace(below);
    const given = tokensOf(tokens, (problem) => misconfigured("tokens", problem));
    await this.#start(Call, name, nothing, [], Start.SetTokens, 0, given, undefined, undefined, at);
    this.#remember();
  }

  /** @internal */
  async _signOut(below: Function): Promise<void> {
    const name = `${this.#platform.name}.sign_out`;
    try {
      await this.#start(Call, name, nothing, [], Start.SignOut, 0, {}, undefined, undefined, trace(below));
    } finally {
      this.#remember();
    }
  }

  /** @internal */
  async _setKey(option: string, key: string): Promise<void> {
    const wrong = text(key);
    if (wrong !== undefined) throw misconfigured(option, wrong);
    await this._ask(Question.SetKey, { option, key });
    this.#told[option] = key;
  }

  /** @internal Asks the core for something that needs no network. */
  async _ask<T>(question: Question, input: Told): Promise<T> {
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
    input: Told,
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
        ended: undefined,
        response: undefined,
        body: undefined,
        value: undefined,
        settled: undefined,
      };
    });
    promise._known = pending;
    let signal: AbortSignal | undefined;
    let given = input;
    reading(found, "options", () => {
      if (options === undefined) return;
      given = { ...input, ...callOptions(options, found) };
      signal = options.signal;
    });
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
    if (signal !== undefined) {
      const listened = signal;
      const abort = (): void => giveUp(listened.reason);
      listened.addEventListener("abort", abort, { once: true });
      pending.ended = () => listened.removeEventListener("abort", abort);
    }
    const begin = (engine: Engine): void => {
      const call = engine.begin(pending, what, this.#number, place, within, given, body);
      giveUp = (reason) => engine.abort(call, reason);
    };
    let engine: Engine | undefined;
    try {
      engine = this.#connected();
    } catch (error) {
      fail(error as KeybearerError);
      return promise;
    }
    if (engine !== undefined) {
      begin(engine);
      return promise;
    }
    // The core has yet to be loaded, and the call's deadline counts from here.
    const since = Date.now();
    const deadline = this.#deadline(given);
    let over = false;
    const timer = deadline === undefined ? undefined : setTimeout(() => fail(late(operation, at)), deadline);
    const { ended } = pending;
    pending.ended = () => {
      over = true;
      clearTimeout(timer);
      ended?.();
    };
    this.#connection().then(
      (engine) => {
        if (over) return;
        clearTimeout(timer);
        pending.ended = ended;
        if (deadline !== undefined) {
          given = { ...given, timeout: micros(Math.max(deadline - (Date.now() - since), 0.001)) };
        }
        begin(engine);
      },
      fail,
    );
    return promise;
  }

  /** How long a call may take in all, in milliseconds: the core's rule, for while it is not there. */
  #deadline(given: Given): number | undefined {
    const own = given["timeout"] === undefined ? this.#told["timeout"] : given["timeout"];
    if (own === undefined) return USUAL_DEADLINE;
    return own === null ? undefined : (own as number) / 1000;
  }

  /** The pages of a list, from the first, which is fetched already. */
  async *#pages(
    place: number,
    member: string,
    query: [string, string][],
    call: Call<unknown>,
    fetch: (query: [string, string][]) => Call<unknown>,
  ): AsyncGenerator<unknown, void, undefined> {
    let before: string | undefined;
    let walker: number | undefined;
    const engine = await this.#connection();
    try {
      for (;;) {
        const page = (await call) as Given;
        const { body, trace } = call._known;
        walker ??= engine.number();
        const next = engine.told(Question.Walk, this.#number, {
          walker,
          place,
          query: Object.fromEntries(query),
          ...(member === "items" ? { numbered: true } : {}),
          ...(before === body ? { same: true } : {}),
          count: (page[member] as unknown[]).length,
          hasNext: page["hasNext"],
          total: page["total"],
          pageSize: page["pageSize"],
          nextCursor: wellFormed(page["nextCursor"]),
        }) as { name: string; value: string; error?: unknown; endless?: unknown } | null | undefined;
        before = body;
        if (next?.error !== undefined) throw engine.error(next.error, trace);
        yield page;
        if (next?.endless !== undefined) throw engine.error(next.endless, trace);
        if (!next) return;
        query = [...query.filter(([name]) => name !== next.name), [next.name, next.value]];
        call = fetch(query);
      }
    } finally {
      if (walker !== undefined) {
        const number = walker;
        engine.enter((core) => core.halt(number));
      }
    }
  }

  /** The core with this client in it, if it is loaded. */
  #connected(): Engine | undefined {
    if (this.#closed) throw failure({ code: "invalid_config", message: "this client is closed", reason: "closed" });
    if (this.#engine?.dead === false) return this.#engine;
    const current = engine();
    if (current === undefined) return undefined;
    this.#number = current.connect(this, this.#platform.name, this.#told);
    return (this.#engine = current);
  }

  async #connection(): Promise<Engine> {
    const there = this.#connected();
    if (there !== undefined) return there;
    await load();
    return this.#connected() ?? this.#connection();
  }

  /** Takes down the tokens in use: if the core is lost, the next one begins with them. */
  #remember(): void {
    if (this.#closed) return;
    const tokens = this.#engine?.told(Question.Tokens, this.#number);
    if (tokens === undefined) return;
    for (const name of ["accessToken", "refreshToken", "expiresIn"]) delete this.#told[name];
    // What is left of a lifetime is not known later; most tokens tell it themselves.
    delete tokens?.["expiresIn"];
    Object.assign(this.#told, tokens);
    if (this.#given["onTokenExpired"] !== undefined) delete this.#told["refreshToken"];
    if (tokens === null) this.#told["anonymous"] = true;
    else delete this.#told["anonymous"];
  }

  /** @internal The core that this client lived in is lost. */
  orphaned(): void {
    this.#engine = undefined;
  }

  /** @internal */
  fetcher(): [own: boolean, fetch: Fetch] {
    const own = this.#given["fetch"] as Fetch | undefined;
    return own === undefined ? [false, globalThis.fetch] : [true, own];
  }

  /** @internal */
  told(json: string): void {
    const event = JSON.parse(json) as Record<string, unknown>;
    if (event["type"] === "token_refreshed") this.#remember();
    const observer = this.#given["observer"] as ((event: unknown) => unknown) | undefined;
    if (observer === undefined) return;
    // Not on the core's own stack. What an observer does wrong must not fail what it watches.
    void Promise.resolve(event).then(observer).catch(() => {});
  }

  /** Runs `onTokenExpired`. */
  async #expired(expired: TokenExpired): Promise<Given> {
    const callback = this.#given["onTokenExpired"] as (expired: TokenExpired) => unknown;
    // A name of its own, by which a call made within is known from its stack.
    const name = `keybearer_on_token_expired_${this.#number}`;
    this.#marker ??= {
      name,
      run: {
        async [name](expired: TokenExpired): Promise<unknown> {
          return await callback(expired);
        },
      }[name]!,
    };
    this.#callbacks++;
    try {
      let running: unknown;
      this.#inside = true;
      try {
        running = this.#marker.run(expired);
      } finally {
        this.#inside = false;
      }
      return tokensOf(await running, (problem) => new TypeError(`it gave tokens that are none: ${problem}`));
    } finally {
      this.#callbacks--;
    }
  }

  /** Whether the code that runs is, or awaits for, this client's `onTokenExpired`. */
  #isWithin(): boolean {
    if (this.#inside) return true;
    const limited = Error as { stackTraceLimit?: number };
    const before = limited.stackTraceLimit;
    limited.stackTraceLimit = 200;
    const stack = new Error().stack ?? "";
    if (before === undefined) delete limited.stackTraceLimit;
    else limited.stackTraceLimit = before;
    return this.#marker !== undefined && stack.includes(this.#marker.name);
  }

  /** @internal Runs code of the user's: what it gives, as JSON, and what a lock is given back by. */
  async asked(action: string, given: string): Promise<[string, (() => unknown)?]> {
    const store = this.#given["tokenStore"] as TokenStore;
    switch (action) {
      case "refresh":
        return [JSON.stringify(await this.#expired(JSON.parse(given)))];
      case "load": {
        const found = await store.load();
        if (found === null || found === undefined) return [""];
        const { accessToken, refreshToken, expiresAt } = found;
        const checked = tokensOf({ accessToken, refreshToken }, (problem) => new TypeError(problem));
        return [
          JSON.stringify({ ...checked, ...(expiresAt == null ? {} : { expiresAt: Math.floor(Number(expiresAt) / 1000) }) }),
        ];
      }
      case "save": {
        const tokens = JSON.parse(given) as StoredTokens;
        if (tokens.expiresAt !== undefined) tokens.expiresAt *= 1000;
        await store.save(tokens);
        return [""];
      }
      case "clear":
        await store.clear();
        return [""];
      default: {
        const release = await store.lock?.();
        return typeof release === "function" ? ["", release] : [""];
      }
    }
  }
}

/** What the pages of these messages hold their items in. */
const PAGED: Readonly<Record<string, string>> = {
  OrganizationPage: "items",
  MemberPage: "items",
  UserPage: "items",
  EventPage: "data",
  TeamMemberPage: "data",
};

/** An operation as it is declared. */
interface Declared {
  readonly name: string;
  readonly takes: string;
  readonly gives: string;
  readonly how: string | undefined;
  readonly names: readonly string[];
}

/** The deadline of a call for which none is given, as the core has it. */
const USUAL_DEADLINE = 60_000;

function late(operation: string, at: Trace): KeybearerError {
  return failure(
    {
      code: "timeout",
      message: "the deadline passed while the WebAssembly of Keybearer was loaded",
      operation,
      retryable: true,
    },
    at,
  );
}

/** Looks at what the user gave, whose getters can throw. */
function reading(found: Violation[], field: string, look: () => void): void {
  try {
    look();
  } catch (error) {
    found.push({ field, message: `cannot be read: ${said(error)}` });
  }
}

const operations = new WeakMap<Platform, Declared[]>();

function declared(platform: Platform, place: number): Declared {
  let known = operations.get(platform);
  if (known === undefined) {
    operations.set(platform, (known = []));
  }
  return (known[place] ??= ((line) => {
    const [own, takes = "", gives = "", how, names = ""] = line.split(",");
    return { name: `${platform.name}.${own}`, takes, gives, how, names: names.split(" ") };
  })(platform.operations[place]!));
}

/** The body of a success as its message. */
function answer(platform: Platform, gives: string, text: string): unknown {
  if (gives === "Empty") return undefined;
  if (gives === "Json") return open(text);
  return read(platform, gives, json(text));
}

function nothing(): void {}

/** Open JSON: `null` if there is no body, a text if it is not JSON. */
function open(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function json(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  try {
    return JSON.parse(trimmed);
  } catch {
    // Of an answer that need not hold anything, `OK` is one.
    if (!/^[{["<]/.test(trimmed)) return null;
    throw new Unreadable(trimmed.startsWith("<") ? "it is HTML or XML, not JSON" : "it is not valid JSON");
  }
}

function micros(millis: number): number {
  return Math.round(millis * 1000);
}

/** The tokens that user code gave. */
function tokensOf(given: unknown, problem: (what: string) => Error): Given {
  if (typeof given === "string") {
    const broken = brokenText(given);
    if (broken !== undefined) throw problem(broken);
    return { accessToken: given };
  }
  if (!isObject(given)) throw problem(mustBe("text or an object with accessToken", given));
  const { accessToken, refreshToken, expiresIn, ...others } = given;
  const other = Object.keys(others)[0];
  if (other !== undefined) throw problem(`${other} is not a member of Tokens`);
  const wrong = text(accessToken);
  if (wrong !== undefined) throw problem(`accessToken ${wrong}`);
  const wrongToo = refreshToken == null ? undefined : text(refreshToken);
  if (wrongToo !== undefined) throw problem(`refreshToken ${wrongToo}`);
  if (expiresIn != null && !(typeof expiresIn === "number" && expiresIn >= 0 && Number.isFinite(expiresIn))) {
    throw problem(`expiresIn must be a number of milliseconds, not ${kindOf(expiresIn)}`);
  }
  const tokens: Given = { accessToken };
  if (refreshToken != null) tokens["refreshToken"] = refreshToken;
  if (expiresIn != null) tokens["expiresIn"] = micros(expiresIn as number);
  return tokens;
}

/** Refuses options that are unknown or of the wrong type, and leaves out those that are `undefined`. */
function checked(kinds: OptionKinds, options: unknown): Given {
  if (!isObject(options)) throw misconfigured("options", mustBe("an object", options));
  const given: Given = {};
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      const hint = Object.hasOwn(kinds, camel(name)) ? `; it is called ${camel(name)} here` : "";
      throw misconfigured(name, `is not an option of this client${hint}`);
    }
    if (value === undefined) continue;
    const wanted = wantedOf(kind, value);
    if (wanted !== undefined) throw misconfigured(name, `must be ${wanted}, not ${shown(value)}`);
    for (const text of textsIn(value)) {
      const broken = brokenText(text);
      if (broken !== undefined) throw misconfigured(name, broken);
    }
    given[name] = value;
  }
  return given;
}

/** A value of the right kind that is refused is told apart by what it is. */
function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : typeof value === "string" ? "another text" : kindOf(value);
}

/** The texts of an option: of a list or an object, those in it. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.filter((item) => typeof item === "string");
  if (isObject(value)) return Object.entries(value).flat().filter((item) => typeof item === "string");
  return [];
}

function wantedOf(kind: Kind, value: unknown): string | undefined {
  if (Array.isArray(kind)) {
    return kind.includes(value) ? undefined : kind.map((one: string) => JSON.stringify(one)).join(" or ");
  }
  const isNumber = typeof value === "number" && Number.isFinite(value) && value >= 0;
  switch (kind) {
    case "s":
      return typeof value === "string" ? undefined : "text";
    case "b":
      return typeof value === "boolean" ? undefined : "a boolean";
    case "fn":
      return typeof value === "function" ? undefined : "a function";
    case "n":
      return Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : "a whole number of 1 or more";
    case "ms":
      return isNumber ? undefined : "a number of milliseconds, 0 or more";
    case "ms?":
      return isNumber || value === null ? undefined : "a number of milliseconds, or null for none";
    case "list":
      return Array.isArray(value) && value.every((item) => typeof item === "string") ? undefined : "a list of texts";
    case "texts":
      return isObject(value) && Object.values(value).every((item) => typeof item === "string")
        ? undefined
        : "an object of texts";
    case "pacing":
      return isObject(value) && typeof value["perSecond"] === "number" && typeof value["burst"] === "number"
        ? undefined
        : "an object with the numbers perSecond and burst";
    default:
      return typeof value === "object" &&
        value !== null &&
        (["load", "save", "clear"] as const).every((name) => typeof (value as Given)[name] === "function")
        ? undefined
        : "an object with load, save and clear";
  }
}

/** The options as the core reads them. */
function told(kinds: OptionKinds, given: Given): Given {
  const told: Given = {};
  for (const [name, value] of Object.entries(given)) {
    const kind = kinds[name]!;
    if (kind === "fn" || kind === "store") told[name] = true;
    else if (kind === "ms" || kind === "ms?") told[name] = value === null ? null : micros(value as number);
    else if (kind === "b" && value === false) continue;
    else if (kind === "pacing") {
      const { perSecond, burst } = value as { perSecond: number; burst: number };
      // The core reads whole numbers. What is none, it refuses as nothing.
      const perMillion = Math.min(Math.round(perSecond * 1e6), Number.MAX_SAFE_INTEGER);
      told[name] = { perMillion, burst };
    }
    else told[name] = value;
  }
  return told;
}

function isSignal(value: unknown): value is AbortSignal {
  const { addEventListener, removeEventListener, aborted } = Object(value) as Partial<AbortSignal>;
  return typeof addEventListener === "function" && typeof removeEventListener === "function" && typeof aborted === "boolean";
}

const CALL_OPTIONS = ["signal", "timeout", "idempotent", "headers", "query", "organizationId", "applicationId", "projectId", "body"];

/** The options of a call as the core reads them. */
function callOptions(options: CallOptions, found: Violation[]): Given {
  const told: Given = {};
  if (!isObject(options)) {
    found.push({ field: "options", message: mustBe("an object", options) });
    return told;
  }
  const wrong = (field: string, wanted: string, value: unknown): void => {
    found.push({ field, message: mustBe(wanted, value) });
  };
  for (const [name, value] of Object.entries(options as Given)) {
    if (value === undefined) continue;
    switch (name) {
      case "signal":
        if (!isSignal(value)) wrong(name, "an AbortSignal", value);
        break;
      case "timeout":
        if (value === null) told[name] = null;
        else if (wantedOf("ms", value) === undefined) told[name] = micros(value as number);
        else wrong(name, "a number of milliseconds, or null for none", value);
        break;
      case "idempotent":
        if (typeof value !== "boolean") wrong(name, "a boolean", value);
        else if (value) told[name] = true;
        break;
      case "headers":
      case "query": {
        if (!isObject(value)) {
          wrong(name, "an object", value);
          break;
        }
        const list: string[] = [];
        for (const [own, one] of Object.entries(value)) {
          if (one === undefined) continue;
          const scalar = typeof one === "string" || (name === "query" && (typeof one === "boolean" || Number.isFinite(one)));
          const broken = scalar ? brokenText(own + String(one)) : undefined;
          if (broken !== undefined) found.push({ field: `${name}.${own}`, message: broken });
          else if (scalar) list.push(own, String(one));
          else wrong(`${name}.${own}`, "text", one);
        }
        told[name] = list;
        break;
      }
      case "organizationId":
      case "applicationId":
      case "projectId":
      {
        const problem = text(value);
        if (problem === undefined) told[name] = value;
        else found.push({ field: name, message: problem });
        break;
      }
      case "body":
        break;
      default:
        found.push({ field: name, message: `is not an option of a call; there are ${CALL_OPTIONS.join(", ")}` });
    }
  }
  return told;
}

/** Options from the environment, beneath those that are given; with keys, unless a credential is given. */
export function fromEnvironment(
  keys: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>>,
  given: unknown,
): Given {
  if (inBrowser()) {
    throw misconfigured("fromEnv", "reads the environment, and a page has none");
  }
  if (!isObject(given)) throw misconfigured("options", mustBe("an object", given));
  const credentials = [...Object.keys(keys), "accessToken", "refreshToken", "anonymous", "onTokenExpired", "tokenStore"];
  const has = credentials.some((name) => given[name] != null);
  const variables = has ? others : { ...keys, ...others };
  const options: Given = {};
  for (const [option, name] of Object.entries(variables)) {
    const value = variable(name);
    if (value !== undefined) options[option] = value;
  }
  return { ...options, ...given };
}

/** A group of operations of a client. */
export class Service {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /** @internal */
  protected _call(below: Function, place: number, args: readonly unknown[], request: unknown, options: CallOptions | undefined): any {
    return this.#client._operation(below, place, args, request, options);
  }

  /** @internal */
  protected get _client(): Client {
    return this.#client;
  }
}
