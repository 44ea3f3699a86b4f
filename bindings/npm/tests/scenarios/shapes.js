/**
 * Between what the SDK for TypeScript takes and gives and what scenarios say: names in camel case
 * and native dates here, names as on the wire there.
 */

import { isObject, mapMembers } from "./json.js";

/** `page_size` as `pageSize`. */
export function camel(name) {
  return name.replace(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** A message that names options, with those in snake case. */
function snakeWords(message) {
  return message.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, snake);
}

/** `events[1].sessionId` as `events[1].session_id`. */
function snake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** How a member is called in TypeScript. */
function memberName(wire, field) {
  // Rust calls it `kind` because `type` is a keyword there.
  return wire === "type" ? "type" : camel(field.name);
}

/** A request as on the wire, as the SDK takes it. `messages` are those of the platform. */
export function toSdk(value, type, messages) {
  const fields = messages[type];
  if (Array.isArray(value)) return value.map((item) => toSdk(item, type, messages));
  if (!fields || !isObject(value)) return value;
  const request = {};
  for (const [wire, member] of Object.entries(value)) {
    const field = fields[wire];
    if (field) request[memberName(wire, field)] = toSdk(member, field.type, messages);
    else request.extra = { ...request.extra, [wire]: member };
  }
  return request;
}

/** What the SDK gave, as on the wire. */
export function fromSdk(value, type, messages) {
  if (value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  const fields = messages[type];
  if (Array.isArray(value)) return value.map((item) => fromSdk(item, type, messages));
  if (!fields || !isObject(value)) return value;
  const names = new Map(Object.entries(fields).map(([wire, field]) => [memberName(wire, field), [wire, field]]));
  const { other, ...declared } = value;
  const answer = mapMembers(other ?? {}, (member, wire) => {
    // A moment that is none stays as it came; where moments are texts, a number is written as one.
    return fields[wire]?.type === "String" && typeof member === "number" ? `${member}` : member;
  });
  for (const [name, member] of Object.entries(declared)) {
    const [wire, field] = names.get(name) ?? [`a member ${name} that is not declared`, {}];
    answer[wire] = fromSdk(member, field.type, messages);
  }
  return answer;
}

/** An error as `tests/scenarios/README.md` describes it. */
export function errorJson(error) {
  // What was refused here names members and options as TypeScript does; what a server said is its own.
  const local = error.status === undefined || error.status === null;
  return {
    code: error.code,
    message: local ? snakeWords(error.message) : error.message,
    platform: error.platform,
    operation: error.operation,
    status: error.status,
    server_code: error.serverCode,
    reason: error.reason,
    request_id: error.requestId,
    retryable: error.retryable,
    retries_suppressed: error.retriesSuppressed,
    maybe_processed: error.maybeProcessed,
    retry_after_ms: error.retryAfter,
    violations: error.violations.map(({ field, message, rule }) => ({
      field: local ? snake(field) : field,
      message,
      rule,
    })),
    details: error.details.map(({ typeName, value }) => ({ type_name: typeName, value })),
    attempts: error.attempts.map(({ outcome, elapsed, delay }) => ({ outcome, elapsed_ms: elapsed, delay_ms: delay })),
    body: error.body,
  };
}

/** An event of the observer: its durations are named after their unit. */
export function eventJson(event) {
  const { elapsed, delay, coolDown, ...rest } = event;
  return {
    ...rest,
    ...(elapsed !== undefined && { elapsed_ms: elapsed }),
    ...(delay !== undefined && { delay_ms: delay }),
    ...(coolDown !== undefined && { cool_down_ms: coolDown }),
  };
}

export function rateLimitJson(limit) {
  return limit && { limit: limit.limit, remaining: limit.remaining, reset_ms: limit.reset };
}

export function metadataJson({ status, requestId, attempts, rateLimit }) {
  return { status, request_id: requestId, attempts, rate_limit: rateLimitJson(rateLimit) };
}

/** `{"$nan": true}` as what JSON cannot hold. */
export function withNan(value) {
  if (Array.isArray(value)) return value.map(withNan);
  if (!isObject(value)) return value;
  return value.$nan ? NaN : mapMembers(value, withNan);
}
