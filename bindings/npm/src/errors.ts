/** What went wrong, as text that never changes between versions or languages. */
export type ErrorCode =
  | "invalid_config"
  | "invalid_request"
  | "unauthenticated"
  | "session_expired"
  | "token_refresh_failed"
  | "permission_denied"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "timeout"
  | "cancelled"
  | "connection"
  | "server"
  | "decode"
  | "callback"
  /** The core itself failed: a bug in Keybearer. The next call gets a fresh one. */
  | "internal";

/** One field that was refused, and why. */
export interface Violation {
  /** The path of the field, such as `events[0].name`. Empty for a rule on the whole message. */
  readonly field: string;
  /** What is wrong, for people. */
  readonly message: string;
  /** The rule that was broken, if told. */
  readonly rule?: string | undefined;
}

/** What happened to one attempt of a call. */
export interface Attempt {
  /** What happened, such as `HTTP 503` or `attempt timed out`. */
  readonly outcome: string;
  /** How long the attempt took, in milliseconds. */
  readonly elapsed: number;
  /** How long the call then waited, in milliseconds; absent after the last attempt. */
  readonly delay?: number | undefined;
}

/** A structured detail of a Connect error that has no name here, kept as it came. */
export interface Detail {
  /** The full protobuf name, such as `google.rpc.Help`. */
  readonly typeName: string;
  /** The encoded message. */
  readonly value: Uint8Array;
}

/** What the constructor of an error takes. */
export interface ErrorFields {
  code: ErrorCode;
  message: string;
  platform?: string | undefined;
  operation?: string | undefined;
  status?: number | undefined;
  serverCode?: string | undefined;
  reason?: string | undefined;
  requestId?: string | undefined;
  retryable?: boolean | undefined;
  retriesSuppressed?: boolean | undefined;
  maybeProcessed?: boolean | undefined;
  retryAfter?: number | undefined;
  violations?: readonly Violation[] | undefined;
  details?: readonly Detail[] | undefined;
  attempts?: readonly Attempt[] | undefined;
  body?: string | undefined;
  cause?: unknown;
}

/**
 * The error of every call. It holds no secret: text that came from a server is bounded, and
 * credentials in it are masked.
 */
export class KeybearerError extends Error {
  /** What went wrong: stable text. */
  declare readonly code: ErrorCode;
  /** Which API: `pug`, `puguh` or `composite`. */
  declare readonly platform: string | undefined;
  /** The operation, such as `puguh.organizations.list`. */
  declare readonly operation: string | undefined;
  /** The HTTP status of the last answer, if there was one. */
  declare readonly status: number | undefined;
  /** The server's own code, such as Connect's `resource_exhausted` or OAuth's `invalid_grant`. */
  declare readonly serverCode: string | undefined;
  /** The reason behind the code. */
  declare readonly reason: string | undefined;
  /** The request's id at the server, to quote to support. */
  declare readonly requestId: string | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean = false;
  /** Whether a retry was due but the retry budget was empty. */
  readonly retriesSuppressed: boolean = false;
  /** Whether the server can have acted on the request although no answer was read. */
  readonly maybeProcessed: boolean = false;
  /** How long the server, or the local limiter, asks to wait, in milliseconds. */
  declare readonly retryAfter: number | undefined;
  /** The fields that were refused. */
  readonly violations: readonly Violation[] = [];
  /** Structured details that have no place of their own. */
  readonly details: readonly Detail[] = [];
  /** What happened, attempt by attempt. Empty if nothing was sent. */
  readonly attempts: readonly Attempt[] = [];
  /** The beginning of the body of the answer, with credentials masked. */
  declare readonly body: string | undefined;

  constructor({ message, cause, ...fields }: ErrorFields) {
    super(message, cause === undefined ? undefined : { cause });
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) (this as Record<string, unknown>)[name] = value;
    }
  }
}

/** Refused while building a client. Nothing was sent. */
export class InvalidConfigError extends KeybearerError {}
/** The request is wrong: refused locally, or by the server. */
export class InvalidRequestError extends KeybearerError {}
/** The credential is not accepted, and no refresh could cure it. */
export class UnauthenticatedError extends KeybearerError {}
/** The session can no longer be refreshed: sign in again. */
export class SessionExpiredError extends KeybearerError {}
/** The token could not be refreshed this time. */
export class TokenRefreshFailedError extends KeybearerError {}
/** This credential may not call this operation. */
export class PermissionDeniedError extends KeybearerError {}
/** No such thing. */
export class NotFoundError extends KeybearerError {}
/** It exists already, or was changed meanwhile. */
export class ConflictError extends KeybearerError {}
/** Too many requests: said by the server, or held back locally. */
export class RateLimitedError extends KeybearerError {}
/** The deadline passed with no answer. */
export class TimeoutError extends KeybearerError {}
/** The caller gave up. `cause` is the reason of the signal. */
export class CancelledError extends KeybearerError {}
/** No usable connection: DNS, connect, TLS, reset. */
export class ConnectionError extends KeybearerError {}
/** The server failed. */
export class ServerError extends KeybearerError {}
/** A body that is not what the API promises. */
export class DecodeError extends KeybearerError {}
/** Code supplied by the caller failed. */
export class CallbackError extends KeybearerError {}
/** The same as {@link RateLimitedError}. */
export const RateLimitError = RateLimitedError;
/** The same as {@link RateLimitedError}. */
export type RateLimitError = RateLimitedError;

const CLASSES: Partial<Record<ErrorCode | "keybearer", typeof KeybearerError>> = {
  // That of all others.
  keybearer: KeybearerError,
  invalid_config: InvalidConfigError,
  invalid_request: InvalidRequestError,
  unauthenticated: UnauthenticatedError,
  session_expired: SessionExpiredError,
  token_refresh_failed: TokenRefreshFailedError,
  permission_denied: PermissionDeniedError,
  not_found: NotFoundError,
  conflict: ConflictError,
  rate_limited: RateLimitedError,
  timeout: TimeoutError,
  cancelled: CancelledError,
  connection: ConnectionError,
  server: ServerError,
  decode: DecodeError,
  callback: CallbackError,
};
for (const [code, { prototype }] of Object.entries(CLASSES)) {
  prototype.name = `${camel(`_${code}`)}Error`;
}

/** The error of its code. `trace` is where the call was made: the stack of the error begins there. */
export function failure(fields: ErrorFields, trace?: Trace): KeybearerError {
  const platform = fields.operation?.split(".")[0];
  const error = new (CLASSES[fields.code] ?? KeybearerError)({ platform, ...fields });
  if (trace) capture(trace);
  // An application may have `Error.prepareStackTrace` give something else than text.
  const stack: unknown = trace?.at?.stack;
  if (typeof stack === "string") {
    // Frames of the core stay where a call is given up while it begins.
    const frames = stack.replace(/.*\n( +at wasm:.*\n)*/, "");
    Object.defineProperty(error, "stack", {
      value: `${error.name}: ${error.message}\n${frames}`,
      configurable: true,
      writable: true,
    });
  }
  return error;
}

/** Where a call was made: the stack from whoever called `below`. */
export interface Trace {
  readonly below: Function;
  /** What was captured. The text of it is only written when it is needed. */
  at?: { stack?: string };
}

export function trace(below: Function): Trace {
  return { below };
}

/** Takes down the stack, while `below` runs. It takes its time, so that a request leaves first if it can. */
export function capture(trace: Trace): void {
  if (trace.at) return;
  const { captureStackTrace } = Error as { captureStackTrace?: (target: object, below: Function) => void };
  trace.at = captureStackTrace ? {} : new Error();
  captureStackTrace?.(trace.at, trace.below);
}

/** Takes down what is wrong with a field. */
export function refuse(found: Violation[], field: string, message: string): undefined {
  found.push({ field, message });
}

/** A request that is refused locally because of `violations`. */
export function refused(violations: readonly Violation[], operation: string, at?: Trace): KeybearerError {
  return failure(
    {
      code: "invalid_request",
      message: violations.map((found) => `${found.field}: ${found.message}`).join("; "),
      operation,
      violations,
    },
    at,
  );
}

/** An option that is refused, by its name. */
export function misconfigured(option: string, problem: string): KeybearerError {
  return failure({ code: "invalid_config", message: `${option} ${problem}`, reason: snake(option.split(".")[0]!) });
}

/** `pageSize` as `page_size`. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `page_size` as `pageSize`. OAuth is one word. */
export function camel(name: string): string {
  return name.replace(/_(oa(?=uth)|[a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** The caller gave up. */
export function cancelled(operation: string, at: Trace, reason: unknown): KeybearerError {
  return failure({ code: "cancelled", message: "the call was cancelled", operation, cause: reason }, at);
}
