/** Verifying tokens locally, by the public keys that PUGUH publishes and the platform's WebCrypto. */
import { filled, membersOf, millis, type Rule } from "./arguments.js";
import type { Answer } from "./call.js";
import { isObject, mustBe } from "./codec.js";
import { failure, KeybearerError, refuse, refused, trace, type Violation } from "./errors.js";

/** What a token must satisfy besides its signature and its expiry. */
export interface TokenChecks {
  /** The only `iss` accepted. Not looked at unless given. */
  issuer?: string | undefined;
  /** What `aud` must be or contain. Not looked at unless given. */
  audience?: string | undefined;
  /** By how much clocks may differ, in milliseconds: 30,000 unless given. More than 300,000 counts as that. */
  leeway?: number | undefined;
}

export const CHECKS: Readonly<Record<keyof TokenChecks, Rule>> = { issuer: filled, audience: filled, leeway: millis };

/** A token whose signature and claims hold. */
export interface VerifiedToken {
  /** Whom the token is about: `sub`. */
  readonly subject: string | undefined;
  /** When it expires: `exp`. */
  readonly expiresAt: Date;
  /** Every claim, those above among them. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Keys are asked for again after this, unless the server says how long they keep. */
const KEEP = 3_600_000;
/** Bounds on what the server may say. */
const [LEAST_KEEP, MOST_KEEP] = [60_000, 86_400_000];
/** After a failure to fetch them, callers get that failure for as long. */
const PAUSE = 5_000;
/** An unknown key makes the set be fetched again, but not more often than this: anybody can make one up. */
const COOL_DOWN = 60_000;
const LONGEST_TOKEN = 65_536;
const LARGEST_SET = 65_536;
const MOST_KEYS = 64;
/** The last moment that a `Date` can hold (ECMA-262 §21.4.1.1). */
const LAST_MOMENT = 8.64e15;
const OPERATION = "puguh.verify_token";

interface Key {
  readonly id: string | undefined;
  readonly key: CryptoKey;
}

interface KeySet {
  readonly keys: readonly Key[];
  readonly fetched: number;
  readonly keep: number;
}

/** A token that is not accepted. */
function refusal(reason: string, message: string): KeybearerError {
  return failure({ code: "unauthenticated", message, operation: OPERATION, reason: `token_${reason}` });
}

function malformed(why: string): KeybearerError {
  return refusal("malformed", `not a well-formed JSON Web Token: ${why}`);
}

/** Verifies a token by keys that are kept for one client. */
export type Verify = (below: Function, jwt: string, given: TokenChecks | undefined) => Promise<VerifiedToken>;

/** What verifies the tokens of one client, by `usual` checks unless others are given. */
export function verifier(fetchKeys: () => Promise<Answer<unknown>>, usual: TokenChecks): Verify {
  let cached: KeySet | undefined;
  let fetching: Promise<KeySet> | undefined;
  let failed: { at: number; error: unknown } | undefined;

  async function fetched(): Promise<KeySet> {
    try {
      const { value, metadata } = await fetchKeys();
      const told = /(?:^|,)\s*max-age\s*=\s*"?(\d+)"?/i.exec(metadata.headers.get("cache-control") ?? "");
      const keep = told === null ? KEEP : Math.min(Math.max(Number(told[1]) * 1000, LEAST_KEEP), MOST_KEEP);
      cached = { keys: await keySet(value), fetched: performance.now(), keep };
      failed = undefined;
      return cached;
    } catch (error) {
      failed = { at: performance.now(), error };
      throw error;
    }
  }

  /** The keys as they are now; whoever comes meanwhile waits for the same. */
  async function newer(): Promise<KeySet> {
    if (failed && performance.now() - failed.at < PAUSE) throw failed.error;
    fetching ??= fetched().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  return async (below, jwt, given) => {
    const found: Violation[] = [];
    if (typeof jwt !== "string") refuse(found, "jwt", mustBe("text", jwt));
    const checks: TokenChecks = given === undefined ? usual : membersOf(given, CHECKS, found, "checks", "checks.");
    if (found.length > 0) throw refused(found, OPERATION, trace(below));
    const token = jwt.trim();
    const known = cached && age(cached) < cached.keep ? cached : await newer();
    try {
      return await verified(token, known.keys, checks);
    } catch (error) {
      const unknown = error instanceof KeybearerError && error.reason === "token_unknown_key";
      if (!unknown || age(known) < COOL_DOWN) throw error;
      return await verified(token, (await newer()).keys, checks);
    }
  };
}

function age(set: KeySet): number {
  return performance.now() - set.fetched;
}

/** The RSA keys of a JSON Web Key Set (RFC 7517). Keys of other kinds or for other uses are skipped. */
async function keySet(value: unknown): Promise<Key[]> {
  const refused = (why: string): KeybearerError =>
    failure({ code: "decode", message: `the key set ${why}`, operation: "puguh.jwks" });
  if (JSON.stringify(value).length > LARGEST_SET) throw refused("is larger than 64 KiB");
  if (!isObject(value) || !Array.isArray(value["keys"])) throw refused("is not a JSON Web Key Set (RFC 7517)");
  const given = value["keys"] as unknown[];
  if (given.length > MOST_KEYS) throw refused("holds more than 64 keys");
  return (await Promise.all(given.map(readKey))).filter((key) => key !== undefined);
}

async function readKey(given: unknown): Promise<Key | undefined> {
  if (!isObject(given)) return undefined;
  const { kty, use, alg, key_ops: operations, kid, n, e } = given;
  const mayVerify = !Array.isArray(operations) || operations.includes("verify");
  const fits = kty === "RSA" && (use ?? "sig") === "sig" && (alg ?? "RS256") === "RS256" && mayVerify;
  if (!fits || typeof n !== "string" || typeof e !== "string") return undefined;
  try {
    const key = await crypto.subtle.importKey(
      "jwk",
      { kty: "RSA", n: n.replace(/=+$/, ""), e: e.replace(/=+$/, ""), alg: "RS256", ext: true },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      false,
      ["verify"],
    );
    const bits = (key.algorithm as unknown as { modulusLength: number }).modulusLength;
    // RFC 7518 §3.3 asks for 2048 bits at least.
    return bits >= 2048 && bits <= 8192 ? { id: typeof kid === "string" ? kid : undefined, key } : undefined;
  } catch {
    return undefined;
  }
}

async function verified(token: string, keys: readonly Key[], checks: TokenChecks): Promise<VerifiedToken> {
  if (token.length > LONGEST_TOKEN) throw malformed("longer than 64 KiB");
  const parts = token.split(".");
  if (parts.length !== 3) throw malformed("not three parts");
  const [head, payload, signature] = parts as [string, string, string];
  const header = object(head, "the header is");
  // RFC 8725 §3.1: the verifier chooses the algorithm, never the token.
  if (header["alg"] !== "RS256") throw refusal("algorithm", "signed by an algorithm other than RS256");
  if ("crit" in header) {
    throw refusal("algorithm", "the header has critical extensions that are not understood");
  }
  const { kid } = header;
  if (kid !== undefined && typeof kid !== "string") throw malformed("kid is not text");
  const signed = new TextEncoder().encode(`${head}.${payload}`);
  const bytes = decode(signature);
  let holds = false;
  for (const { key } of candidates(keys, kid)) {
    holds ||= await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, bytes, signed);
  }
  if (!holds) throw refusal("signature", "the signature does not match");
  return accepted(object(payload, "the claims are"), checks);
}

/** The keys that the token can mean: during a rotation two may share an id. */
function candidates(keys: readonly Key[], kid: string | undefined): readonly Key[] {
  const named = keys.filter((key) => kid !== undefined && key.id === kid);
  if (named.length > 0) return named;
  // The one key there is, as long as nothing says that the token means another.
  if (keys.length === 1 && (kid === undefined || keys[0]!.id === undefined)) return keys;
  const several = kid === undefined && keys.length > 1;
  throw refusal("unknown_key", several ? "the token names no key and the key set holds several" : "the key set has no fitting key");
}

function accepted(claims: Record<string, unknown>, checks: TokenChecks): VerifiedToken {
  const leeway = Math.min(checks.leeway ?? 30_000, 300_000);
  const now = Date.now();
  const moment = (name: string): number | undefined => {
    const value = claims[name];
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isFinite(value)) throw malformed("exp or nbf is not a number");
    return Math.max(value, 0) * 1000;
  };
  const end = moment("exp");
  if (end === undefined) throw refusal("expired", "the token has no expiry");
  // RFC 7519 §4.1.4: not accepted on or after that moment.
  if (now >= end + leeway) throw refusal("expired", "the token has expired");
  const start = moment("nbf");
  if (start !== undefined && start > now + leeway) {
    throw refusal("not_yet_valid", "the token is not valid yet");
  }
  if (checks.issuer !== undefined && claims["iss"] !== checks.issuer) {
    throw refusal("issuer", "the token is from another issuer");
  }
  const { aud } = claims;
  const meant = checks.audience === undefined || aud === checks.audience || (Array.isArray(aud) && aud.includes(checks.audience));
  if (!meant) throw refusal("audience", "the token is meant for another audience");
  return {
    subject: typeof claims["sub"] === "string" ? claims["sub"] : undefined,
    expiresAt: new Date(Math.min(end, LAST_MOMENT)),
    claims,
  };
}

function object(part: string, what: string): Record<string, unknown> {
  const bytes = decode(part);
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw malformed(`${what} not a JSON object`);
}

/** Strictly as RFC 7515 §2 has it: a second spelling of the same bytes is a second token. */
function decode(part: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
    if (base64url(binary) === part) return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    // Said below.
  }
  throw malformed("a part is not base64url without padding");
}

/** Bytes, each a character, as RFC 4648 §5 has them, without padding. */
export function base64url(binary: string): string {
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
