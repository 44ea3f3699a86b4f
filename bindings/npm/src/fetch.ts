/** The platform's `fetch` as the transport of the core: one exchange, and how it failed if it did. */
import { reasonOf } from "#host";
import { hasMethods, isText } from "./codec.js";
import { inBrowser, isOwnOrigin } from "./environment.js";
import { isA, said } from "./thrown.js";

/** Larger than any documented answer, small enough to survive a hostile one. */
const LONGEST_BODY = 32 << 20;
const MOST_REDIRECTS = 5;

/** The headers of an answer that the core reads. */
const READ = [
  "date",
  "retry-after",
  "retry-after-ms",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "ratelimit",
  "ratelimit-policy",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
  "x-request-id",
  "x-correlation-id",
];

/** What `fetch` is called by. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** The numbers that `sdk-wasm/src/transport.rs` reads. */
export const enum Fault {
  NotSent,
  MaybeProcessed,
  Certificate,
  TooLarge,
  Redirect,
  Invalid,
  Failed,
}

/** A request that got no answer. */
export class Lost {
  constructor(
    readonly kind: Fault,
    readonly message: string,
    readonly cause?: unknown,
  ) {}
}

/** An answer, complete. */
export interface Answered {
  readonly response: Response;
  /** Those of its headers that the core reads, in lines: a name and a value in turn. */
  readonly told: string;
  readonly text: string;
}

/** `own`: the caller's function, in the place of the platform's. */
export async function exchange(
  own: Fetch | undefined,
  url: string,
  method: string,
  headers: [string, string][],
  body: string | undefined,
  signal: AbortSignal,
): Promise<Answered> {
  const init: RequestInit = { method, headers, redirect: "manual", signal };
  if (body !== undefined) {
    init.body = body;
  }
  if (inBrowser()) {
    // Cookies of the user's would be a second credential.
    init.credentials = "omit";
    // A browser that may keep an answer lets whoever asks for the same wait until it has come. Calls of
    // another origin have to: without a cache, Chromium sends a preflight before every one of them.
    if (isOwnOrigin(url)) init.cache = "no-store";
  }
  for (let redirects = 0; ; redirects++) {
    let response: Response;
    try {
      response = await (own ? own(url, init) : fetch(url, init));
    } catch (error) {
      // The standard's way to say that there was no answer; anything else is the caller's own.
      throw own && !isA(error, TypeError) ? failed(error) : lost(error, url);
    }
    if (own && !isResponse(response)) {
      throw failed(new TypeError("it gave no Response"));
    }
    const target = response.ok ? undefined : redirectTarget(response, url, method);
    if (target) {
      drop(response.body);
      if (redirects === MOST_REDIRECTS) throw redirected(url, ` more than ${MOST_REDIRECTS} times`);
      url = target;
      continue;
    }
    const length = response.headers.get("content-length");
    if (Number(length) > LONGEST_BODY) {
      drop(response.body);
      throw tooLarge();
    }
    if (own && response.bodyUsed) throw failed(new TypeError("the body of its Response was read already"));
    const told = headersOf(response);
    let text: unknown;
    try {
      // A length that is told needs no watching, unless the body grows as it is unpacked.
      const known = length !== null && response.headers.get("content-encoding") === null;
      text = known || !response.body ? await response.text() : await watched(response.body);
    } catch (error) {
      if (error instanceof Lost) throw error;
      throw new Lost(Fault.MaybeProcessed, "the answer was cut short", error);
    }
    if (!isText(text)) throw failed(new TypeError("the text() of its Response gave no text"));
    if (text.length > LONGEST_BODY) throw tooLarge();
    return { response, told, text };
  }
}

function headersOf({ headers }: Response): string {
  let told = "";
  for (const name of READ) {
    const value = headers.get(name);
    if (value !== null) told += `${name}\n${value}\n`;
  }
  return told;
}

/** A body of unknown length, up to where it is too long. */
async function watched(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > LONGEST_BODY) {
      drop(reader);
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Lets go of what nobody reads. */
function drop(body: { cancel(): Promise<void> } | null): void {
  void body?.cancel().catch(() => {});
}

function redirected(url: string, how: string): Lost {
  return new Lost(Fault.Redirect, `${new URL(url).origin} redirected${how}: check baseUrl`);
}

function failed(error: unknown): Lost {
  return new Lost(Fault.Failed, `fetch, as given, failed: ${said(error)}`, error);
}

function tooLarge(): Lost {
  return new Lost(Fault.TooLarge, `the answer is larger than ${LONGEST_BODY} bytes`);
}

/** Where to go on: the same origin, for a GET or HEAD. A credential follows nowhere else. */
function redirectTarget(response: Response, url: string, method: string): string | undefined {
  if (response.type === "opaqueredirect") throw redirected(url, ", and a page is not told where");
  const location = /30[12378]/.test(String(response.status)) ? response.headers.get("location") : null;
  if (location === null) return undefined;
  const { origin } = new URL(url);
  let there: URL;
  try {
    there = new URL(location, url);
  } catch {
    throw redirected(url, " to an unreadable address");
  }
  if (there.origin !== origin || there.username || there.password) {
    throw redirected(url, ` to ${there.origin}, which is not followed`);
  }
  if (method !== "GET" && method !== "HEAD") {
    throw redirected(url, ` a ${method} within itself, which is not followed`);
  }
  return there.href;
}

function isResponse(given: unknown): boolean {
  const { status, type, headers } = Object(given) as Response;
  const isStatus = Number.isInteger(status) && status >= 100 && status <= 599;
  return (isStatus || type === "opaqueredirect") && hasMethods(given, "text") && hasMethods(headers, "get");
}

/** What failed between the request and its answer, and is neither's fault but that of a `fetch`. */
export function broken(error: unknown): Lost {
  return new Lost(Fault.Failed, `fetch failed: ${said(error)}`, error);
}

/** What the error of `fetch` tells of the request's fate. When in doubt, the server can have acted. */
function lost(error: unknown, url: string): Lost {
  const { host } = new URL(url);
  const [kind, message] = reasonOf(error, host) ?? [Fault.MaybeProcessed, `no answer from ${host}: ${said(error)}`];
  return new Lost(kind, message, error);
}
