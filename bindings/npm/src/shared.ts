/** What all entry points give. */
export { Call, List, type Answer, type CallOptions, type Metadata, type RateLimit } from "./call.js";
export {
  MemoryTokenStore,
  type ClientOptions,
  type Event as ClientEvent,
  type SessionOptions,
  type StoredTokens,
  type TokenExpired,
  type Tokens,
  type TokenStore,
} from "./client.js";
export type { JsonObject, JsonValue } from "./codec.js";
export { init, type WasmModule, type WasmSource } from "./engine.js";
export {
  CallbackError,
  CancelledError,
  ConflictError,
  ConnectionError,
  DecodeError,
  InvalidConfigError,
  InvalidRequestError,
  KeybearerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitedError,
  RateLimitError,
  ServerError,
  SessionExpiredError,
  TimeoutError,
  TokenRefreshFailedError,
  UnauthenticatedError,
  type Attempt,
  type Detail,
  type ErrorCode,
  type ErrorFields,
  type Violation,
} from "./errors.js";
export type { Fetch } from "./fetch.js";
