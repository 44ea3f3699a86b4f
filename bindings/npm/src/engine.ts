/**
 * The core: its WebAssembly, loaded once and when it is first needed, and what it asks of its host.
 *
 * Calls into it return at once; what they begin ends by a call of the host. If it ever traps it is
 * taken for lost: its calls fail, and the next call gets a fresh one.
 */
import { locate, opened } from "#wasm";
import type { Client } from "./client.js";
import { inBrowser } from "./environment.js";
import { camel, cancelled, failure, type ErrorFields, type KeybearerError, KeybearerError as Base, type Trace } from "./errors.js";
import { broken, exchange, Lost } from "./fetch.js";
import { glue, Question, type Action, type Exports, type Glue, type Start } from "./generated/glue.js";
import { isA, said, tells } from "./thrown.js";
import { now, Timers } from "./timers.js";

/** Where the `.wasm` comes from. */
export type WasmSource =
  | string
  | URL
  | Response
  | PromiseLike<Response>
  | ArrayBuffer
  | ArrayBufferView
  | WasmModule;

/** A `WebAssembly.Module`, under a name that types of Node know too: those of Node 20 have no `WebAssembly`. */
export interface WasmModule {
  readonly [Symbol.toStringTag]?: "WebAssembly.Module";
}

/** A call under way. */
export interface Pending {
  readonly operation: string;
  readonly trace: Trace;
  /** Reads the body of a success; what it throws says what is wrong with it. */
  read(body: string): unknown;
  resolve(value: unknown): void;
  reject(error: KeybearerError): void;
  /** Whoever waits for the end of the call apart from its caller. */
  ended: (() => void) | undefined;
  /** Set on the way. */
  response: Response | undefined;
  body: string | undefined;
  value: unknown;
  settled: Settled | undefined;
}

/** What came of a call besides its value. */
export interface Settled {
  readonly attempts: number;
  readonly elapsed: number;
  /** The rate limit, as JSON, and the id of the request, a line each. */
  readonly told: string;
}

/** What the core tells, as JSON. */
export type Told = Record<string, unknown>;

let source: WasmSource | undefined;
let compiled: WebAssembly.Module | undefined;
let current: Engine | undefined;
let loading: Promise<Engine> | undefined;

/** The core, if it is there. */
export function engine(): Engine | undefined {
  return current;
}

/**
 * Loads the core ahead of the first call, or from elsewhere than beside this package.
 *
 * It is loaded once: what is given after that has no effect.
 */
export async function init(from?: WasmSource): Promise<void> {
  if (compiled === undefined && from !== undefined && loading === undefined) {
    source = from;
  }
  await load();
}

/** The core, loaded if need be. */
export function load(): Promise<Engine> {
  if (current !== undefined) return Promise.resolve(current);
  loading ??= begin().finally(() => {
    loading = undefined;
  });
  return loading;
}

async function begin(): Promise<Engine> {
  try {
    compiled ??= await compile(await (source ?? locate()));
    return (current = await Engine.start(compiled));
  } catch (error) {
    // Another try begins anew, and may be given something else.
    source = undefined;
    throw failure({
      code: "invalid_config",
      message: `the WebAssembly of Keybearer could not be loaded: ${said(error)}. See "Hosting the .wasm" in its README`,
      reason: "wasm",
      cause: error,
    });
  }
}

async function compile(from: unknown): Promise<WebAssembly.Module> {
  if (from instanceof WebAssembly.Module) return from;
  if (typeof from === "string" || from instanceof URL) {
    from = await opened(String(from));
  }
  if (from instanceof Response) {
    if (!from.ok) throw new Error(`${from.url} answered ${from.status}`);
    // Some servers send another type, which streaming does not take, and some hosts do not stream.
    if (from.headers.get("content-type")?.startsWith("application/wasm") && WebAssembly.compileStreaming) {
      return WebAssembly.compileStreaming(from);
    }
    from = await from.arrayBuffer();
  }
  return WebAssembly.compile(from as BufferSource);
}

/** What messages of the core may name as Rust does: options of clients there are, and a method. */
export const NAMES = new Set(["set_tokens"]);

/** Those that stand in messages beside words of the user's own. */
const METHODS = /\b(on_token_expired|set_tokens|refresh_members)\b/g;

const LOST =
  "the core of Keybearer failed; this is a bug. Whether the server acted is unknown; the next call gets a fresh core";

/** What a value that was thrown is known by in the core, for as long as an error may name it. */
const MOST_THROWN = 64;

export class Engine {
  readonly #glue: Glue;
  readonly #calls = new Map<number, Pending>();
  /** Clients by their numbers here. */
  readonly #clients = new Map<number, Client>();
  readonly #timers = new Timers((slot) => this.enter((core) => core.answer(slot, 0, "", "")));
  readonly #exchanges = new Map<number, AbortController>();
  readonly #locks = new Map<number, () => unknown>();
  readonly #thrown = new Map<number, unknown>();
  #last = 0;
  #dead = false;
  /** The clock as this visit to the core has read it: it asks several times, and hardly takes time. */
  #now: number | undefined;

  static async start(module: WasmModule): Promise<Engine> {
    const engine = new Engine();
    engine.#glue.ready(await WebAssembly.instantiate(module, engine.#glue.imports));
    return engine;
  }

  private constructor() {
    this.#glue = glue({
      now: () => (this.#now ??= now()),
      unix: () => Date.now(),
      random: (bytes) => void crypto.getRandomValues(bytes),
      send: (client, slot, call, head, body) => {
        void this.#send(client, slot, call, head, body);
      },
      sleep: (slot, millis) => this.#timers.set(slot, millis),
      cancel: (slot) => {
        if (this.#timers.clear(slot)) return;
        this.#exchanges.get(slot)?.abort();
        this.#exchanges.delete(slot);
        const release = this.#locks.get(slot);
        this.#locks.delete(slot);
        // What it does wrong comes too late for anybody to be told.
        if (release !== undefined) void later(release).catch(() => {});
      },
      ask: (client, slot, action, given) => void this.#ask(client, slot, action, given),
      event: (client, event) => this.#clients.get(client)?.told(event),
      gone: (client) => void this.#clients.delete(client),
      read: (call) => {
        const pending = this.#calls.get(call);
        if (pending === undefined) return "";
        const { body = "" } = pending;
        try {
          pending.value = pending.read(body);
          return "";
        } catch (error) {
          return `the answer cannot be read: ${said(error)}\n${body}`;
        }
      },
      done: (call, attempts, elapsed, told) => {
        const pending = this.#take(call);
        if (pending === undefined) return;
        pending.settled = { attempts, elapsed: elapsed / 1000, told };
        pending.resolve(pending.value);
      },
      fail: (call, error) => {
        const pending = this.#take(call);
        if (pending === undefined) return;
        // Not on the core's stack: if the call has just begun, its own is captured as soon as it is left.
        void later(() => pending.reject(error === "" ? lostCore(pending) : this.error(JSON.parse(error), pending.trace)));
      },
    });
  }

  /** A new number: of a call, a client or a list. */
  number(): number {
    return ++this.#last;
  }

  /** Makes a client known. Throws what is wrong with its options. */
  connect(client: Client, platform: string, options: Told): number {
    const number = this.number();
    this.#clients.set(number, client);
    try {
      this.ask(Question.Connect, number, [platform, options]);
    } catch (error) {
      this.#clients.delete(number);
      throw error;
    }
    return number;
  }

  /** Lets a client go. It stays known here until what it has begun has ended. */
  disconnect(client: number): void {
    this.enter((core) => core.disconnect(client));
  }

  /** Begins a call, and tells how it ends. */
  begin(
    call: number,
    pending: Pending,
    what: Start,
    client: number,
    place: number,
    within: boolean,
    input: readonly unknown[],
    body = "",
  ): void {
    this.#calls.set(call, pending);
    if (this.#calls.size === 1) this.#timers.hold(true);
    this.enter((core) => core.start(what, client, call, place, within, json(input), body));
  }

  /** The caller gave up. */
  abort(call: number, reason: unknown): void {
    const pending = this.#take(call);
    if (pending === undefined) return;
    pending.reject(cancelled(pending.operation, pending.trace, reason));
    this.enter((core) => core.abort(call));
  }

  /** Calls the core, unless it is lost. */
  enter<T>(use: (core: Exports) => T): T | undefined {
    if (this.#dead) return undefined;
    this.#now = undefined;
    try {
      return use(this.#glue.exports);
    } catch (error) {
      this.#die(error);
      return undefined;
    }
  }

  /** What the core says to a question: `null` if that is nothing, `undefined` if it is lost. */
  told(question: Question, client: number, input: readonly unknown[] = []): Told | null | undefined {
    const json = this.enter((core) => core.ask(question, client, JSON.stringify(input)));
    return json === undefined ? undefined : JSON.parse(json);
  }

  /** As `told`, but throws an error that it is told, and if the core is lost. */
  ask(question: Question, client: number, input: readonly unknown[]): Told | null {
    const told = this.told(question, client, input);
    if (told === undefined) throw failure({ code: "internal", message: LOST });
    if (told?.["error"] !== undefined) throw this.error(told["error"]);
    return told;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** An error of the core's, as the user gets it. */
  error(json: unknown, trace?: Trace): KeybearerError {
    const told = json as ErrorFields & {
      cause?: number;
      details?: { typeName: string; value?: number[] }[];
    };
    const cause = told.cause === undefined ? undefined : this.#thrown.get(told.cause);
    const fields: ErrorFields = { ...told, cause };
    fields.details = told.details?.map(({ typeName, value }) => ({ typeName, value: Uint8Array.from(value ?? []) }));
    if (told.status === undefined) {
      // What the core refuses, it names as Rust does.
      fields.message = told.message.replace(told.code === "invalid_config" ? /\w+/g : METHODS, (name) => (NAMES.has(name) ? camel(name) : name));
      fields.violations = told.violations?.map((found) => {
        const field = camel(found.field);
        fields.message = fields.message.replace(`${found.field}: ${found.message}`, () => `${field}: ${found.message}`);
        return { ...found, field };
      });
    }
    return failure(fields, trace);
  }

  #take(call: number): Pending | undefined {
    const pending = this.#calls.get(call);
    this.#calls.delete(call);
    if (this.#calls.size === 0) this.#timers.hold(false);
    pending?.ended?.();
    return pending;
  }

  async #send(
    client: number,
    slot: number,
    call: number,
    head: Uint8Array,
    body: string | undefined,
  ): Promise<void> {
    const lines = linesOf(head);
    const controller = new AbortController();
    this.#exchanges.set(slot, controller);
    const own = this.#clients.get(client)?.fetcher;
    // Off the core's stack: code of the user's may want to enter it, and with developer tools a page notes
    // the stack of each fetch, where frames of WebAssembly cost half as much as the fetch itself. Elsewhere
    // the request leaves at once, and what else there is to do is done while it is on its way.
    if (own || inBrowser()) await undefined;
    const [method, url] = lines as [string, string];
    const list: [string, string][] = [];
    for (let line = 2; line < lines.length; line += 2) {
      list.push([lines[line]!, lines[line + 1]!]);
    }
    try {
      const { response, told, text } = await exchange(own, url, method, list, body, controller.signal);
      if (!this.#exchanges.delete(slot)) return;
      const pending = response.ok ? this.#calls.get(call) : undefined;
      if (pending !== undefined) {
        pending.response = response;
        pending.body = text;
      }
      this.enter((core) => core.answer(slot, response.status, told, pending === undefined ? text : ""));
    } catch (error) {
      if (!this.#exchanges.delete(slot)) return;
      const fault = error instanceof Lost ? error : broken(error);
      // The message is looked through by the core. The error itself may say more, and is shown as it is.
      if (!tells(fault.cause, secretsOf(url, list))) this.#keep(slot, fault.cause);
      this.enter((core) => core.refuse(slot, fault.kind, fault.message, ""));
    }
  }

  /** Runs code of the user's, and tells the core what came of it. */
  async #ask(client: number, slot: number, action: Action, given: string): Promise<void> {
    // Not on the core's own stack, which the user's code may want to enter.
    await undefined;
    try {
      const [reply, release] = await this.#clients.get(client)!.asked(action, given);
      if (release !== undefined) this.#locks.set(slot, release);
      this.enter((core) => core.answer(slot, 0, reply, ""));
    } catch (error) {
      this.#keep(slot, error);
      const own = isA(error, Base) ? `${error.code}\n${error.reason ?? ""}` : "";
      const message = said(error);
      this.enter((core) => core.refuse(slot, 0, message, own));
    }
  }

  #keep(slot: number, thrown: unknown): void {
    if (thrown === undefined) return;
    this.#thrown.set(slot, thrown);
    if (this.#thrown.size > MOST_THROWN) {
      this.#thrown.delete(this.#thrown.keys().next().value!);
    }
  }

  /** The core has trapped: nothing it holds can be trusted. */
  #die(error: unknown): void {
    this.#dead = true;
    if (current === this) current = undefined;
    this.#timers.clearAll();
    for (const controller of this.#exchanges.values()) controller.abort();
    this.#exchanges.clear();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const pending of calls) {
      pending.ended?.();
      pending.reject(lostCore(pending, error));
    }
    for (const client of this.#clients.values()) client.orphaned();
    this.#clients.clear();
  }
}

/** What a request carries that nobody may be shown: its credential, wherever it is placed. */
function secretsOf(url: string, headers: readonly [string, string][]): string[] {
  const found = headers
    .filter(([name]) => name === "authorization" || name === "x-api-key")
    .map(([, value]) => value.replace(/^Bearer /, ""));
  const query = url.split("?")[1] ?? "";
  for (const value of new URLSearchParams(query).values()) {
    // Shorter than any credential.
    if (value.length >= 8) found.push(value, encodeURIComponent(value));
  }
  return found;
}

/** Lines whose bytes are characters, each with its end. */
function linesOf(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  let line = "";
  for (const byte of bytes) {
    if (byte === 10) {
      lines.push(line);
      line = "";
    } else {
      line += String.fromCharCode(byte);
    }
  }
  return lines;
}

/** As `JSON.stringify`, which takes a page several times as long for the little that most calls begin with. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join()}]`;
  if (typeof value !== "string") return JSON.stringify(value) ?? "null";
  for (let place = 0; place < value.length; place++) {
    const code = value.charCodeAt(place);
    if (code < 32 || code > 126 || code === 34 || code === 92) return JSON.stringify(value);
  }
  return `"${value}"`;
}

async function later<T>(code: () => T): Promise<Awaited<T>> {
  await undefined;
  return await code();
}

function lostCore(pending: Pending, cause?: unknown): KeybearerError {
  return failure(
    {
      code: "internal",
      message: LOST,
      operation: pending.operation,
      maybeProcessed: true,
      cause,
    },
    pending.trace,
  );
}
