/** Verifying tokens locally, by the public keys that PUGUH publishes and the platform's WebCrypto. */
import { argument, filled, membersOf, millis, text, type Rule } from "./arguments.js";
import type { Answer } from "./call.js";
import { isObject } from "./codec.js";
import { failure, KeybearerError, refused, trace, type Violation } from "./errors.js";

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

class Refusal extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** The keys of one client. */
export class KeyCache {
  readonly #fetchKeys: () => Promise<Answer<unknown>>;
  readonly #checks: TokenChecks;
  #cached: KeySet | undefined;
  #fetching: Promise<KeySet> | undefined;
  #failed: { at: number; error: unknown } | undefined;

  constructor(fetchKeys: () => Promise<Answer<unknown>>, checks: TokenChecks) {
    this.#fetchKeys = fetchKeys;
    this.#checks = checks;
  }

  async verify(below: Function, jwt: string, given: TokenChecks | undefined): Promise<VerifiedToken> {
    const found: Violation[] = [];
    argument("jwt", jwt, text, found);
    const checks = given === undefined ? this.#checks : membersOf(given, CHECKS, found, "checks", "checks.");
    if (found.length > 0) throw refused(found, OPERATION, trace(below));
    try {
      const token = jwt.trim();
      let cached = this.#cached;
      if (cached === undefined || age(cached) >= cached.keep) cached = await this.#newer();
      try {
        return await verified(token, cached.keys, checks);
      } catch (error) {
        const unknown = error instanceof Refusal && error.reason === "token_unknown_key";
        if (!unknown || age(cached) < COOL_DOWN) throw error;
        return await verified(token, (await this.#newer()).keys, checks);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw failure({
        code: "unauthenticated",
        message: error.message,
        operation: OPERATION,
        reason: error.reason,
      });
    }
  }

  /** The keys as they are now; whoever comes meanwhile waits for the same. */
  #newer(): Promise<KeySet> {
    if (this.#failed !== undefined && performance.now() - this.#failed.at < PAUSE) {
      return Promise.reject(this.#failed.error);
    }
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<KeySet> {
    try {
      const { value, metadata } = await this.#fetchKeys();
      const told = /(?:^|,)\s*max-age\s*=\s*"?(\d+)"?/i.exec(metadata.headers.get("cache-control") ?? "");
      const keep = told === null ? KEEP : Math.min(Math.max(Number(told[1]) * 1000, LEAST_KEEP), MOST_KEEP);
      this.#cached = { keys: await keySet(value), fetched: performance.now(), keep };
      this.#failed = undefined;
      return this.#cached;
    } catch (error) {
      this.#failed = { at: performance.now(), error };
      throw error;
    }
  }
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
  const keys: Key[] = [];
  for (const one of given) {
    const key = await readKey(one);
    if (key !== undefined) keys.push(key);
  }
  return keys;
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

function malformed(why: string): Refusal {
  return new Refusal("token_malformed", `not a well-formed JSON Web Token: ${why}`);
}

async function verified(token: string, keys: readonly Key[], checks: TokenChecks): Promise<VerifiedToken> {
  if (token.length > LONGEST_TOKEN) throw malformed("longer than 64 KiB");
  const parts = token.split(".");
  if (parts.length !== 3) throw malformed("not three parts");
  const [head, payload, signature] = parts as [string, string, string];
  const header = object(head, "the header");
  // RFC 8725 §3.1: the verifier chooses the algorithm, never the token.
  if (header["alg"] !== "RS256") throw new Refusal("token_algorithm", "signed by an algorithm other than RS256");
  if ("crit" in header) {
    throw new Refusal("token_algorithm", "the header has critical extensions that are not understood");
  }
  const { kid } = header;
  if (kid !== undefined && typeof kid !== "string") throw malformed("kid is not text");
  const signed = new TextEncoder().encode(`${head}.${payload}`);
  const bytes = decode(signature);
  let holds = false;
  for (const { key } of candidates(keys, kid)) {
    holds ||= await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, bytes, signed);
  }
  if (!holds) throw new Refusal("token_signature", "the signature does not match");
  return accepted(object(payload, "the claims"), checks);
}

/** The keys that the token can mean: during a rotation two may share an id. */
function candidates(keys: readonly Key[], kid: string | undefined): readonly Key[] {
  const named = keys.filter((key) => kid !== undefined && key.id === kid);
  if (named.length > 0) return named;
  // The one key there is, as long as nothing says that the token means another.
  if (keys.length === 1 && (kid === undefined || keys[0]!.id === undefined)) return keys;
  if (kid === undefined && keys.length > 1) {
    throw new Refusal("token_unknown_key", "the token names no key and the key set holds several");
  }
  throw new Refusal("token_unknown_key", "the key set has no fitting key");
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
  if (end === undefined) throw new Refusal("token_expired", "the token has no expiry");
  // RFC 7519 §4.1.4: not accepted on or after that moment.
  if (now >= end + leeway) throw new Refusal("token_expired", "the token has expired");
  const start = moment("nbf");
  if (start !== undefined && start > now + leeway) {
    throw new Refusal("token_not_yet_valid", "the token is not valid yet");
  }
  if (checks.issuer !== undefined && claims["iss"] !== checks.issuer) {
    throw new Refusal("token_issuer", "the token is from another issuer");
  }
  const { aud } = claims;
  const meant = checks.audience === undefined || aud === checks.audience || (Array.isArray(aud) && aud.includes(checks.audience));
  if (!meant) throw new Refusal("token_audience", "the token is meant for another audience");
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
  throw malformed(`${what} are not a JSON object`.replace("header are", "header is"));
}

/** Strictly as RFC 7515 §2 has it: a second spelling of the same bytes is a second token. */
function decode(part: string): Uint8Array<ArrayBuffer> {
  const wrong = malformed("a part is not base64url without padding");
  if (!/^[\w-]*$/.test(part) || part.length % 4 === 1) throw wrong;
  const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  const again = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  if (again !== part) throw wrong;
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
