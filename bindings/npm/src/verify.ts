/** Verifying tokens locally, by the public keys that PUGUH publishes and the platform's WebCrypto. */
import { filled, membersOf, millis, type Rule } from "./arguments.js";
import type { Answer } from "./call.js";
import { isObject, isText, mustBe, textOf } from "./codec.js";
import { failure, refuse, refused, trace, type KeybearerError, type Violation } from "./errors.js";
import { now } from "./timers.js";

/** What a token must satisfy besides its signature and its expiry. */
export interface TokenChecks {
  /** The only `iss` accepted. Not looked at unless given. */
  issuer?: string | undefined;
  /** What `aud` must be or contain. Not looked at unless given. */
  audience?: string | undefined;
  /** By how much clocks may differ, in milliseconds: 30,000 unless given. More than 300,000 counts as that. */
  leeway?: number | undefined;
}

/** A token whose signature and claims hold. */
export interface VerifiedToken {
  /** Whom the token is about: `sub`. */
  readonly subject: string | undefined;
  /** When it expires: `exp`. */
  readonly expiresAt: Date;
  /** Every claim, those above among them. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Durations in milliseconds, and sizes. */
const enum Limit {
  /** Keys are asked for again after this, unless the server says how long they keep. */
  Keep = 3_600_000,
  /** The least and the most that the server may say. */
  LeastKeep = 60_000,
  MostKeep = 86_400_000,
  /** After a failure to fetch them, callers get that failure for as long. */
  Pause = 5_000,
  /** An unknown key makes the set be fetched again, but not more often than this: anybody can make one up. */
  CoolDown = 60_000,
  /** By how much clocks may differ, unless that is given, and at most. */
  Leeway = 30_000,
  MostLeeway = 300_000,
  /** Of a token in characters, and of a key set as JSON. */
  Longest = 65_536,
  MostKeys = 64,
  /** The last moment that a `Date` can hold (ECMA-262 §21.4.1.1). */
  LastMoment = 8.64e15,
}

const OPERATION = "puguh.verify_token";

/** What the members of {@link TokenChecks} must be. */
export const CHECKS: Readonly<Record<keyof TokenChecks, Rule>> = { issuer: filled, audience: filled, leeway: millis };

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
      const told = /(^|,)\s*max-age\s*=\s*"?(\d+)/i.exec(metadata.headers.get("cache-control") ?? "");
      const keep = told ? Math.min(Math.max(Number(told[2]) * 1000, Limit.LeastKeep), Limit.MostKeep) : Limit.Keep;
      cached = { keys: await keySet(value), fetched: now(), keep };
      failed = undefined;
      return cached;
    } catch (error) {
      failed = { at: now(), error };
      throw error;
    }
  }

  /** The keys as they are now; whoever comes meanwhile waits for the same. */
  async function newer(): Promise<KeySet> {
    if (failed && now() - failed.at < Limit.Pause) throw failed.error;
    fetching ??= fetched().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  return async (below, jwt, given) => {
    const found: Violation[] = [];
    if (!isText(jwt)) refuse(found, "jwt", mustBe("text", jwt));
    const checks: TokenChecks = given === undefined ? usual : membersOf(given, CHECKS, found, "checks", "checks.");
    if (found.length > 0) throw refused(found, OPERATION, trace(below));
    const token = jwt.trim();
    const known = cached && age(cached) < cached.keep ? cached : await newer();
    try {
      return await verified(token, known.keys, checks);
    } catch (error) {
      const { reason } = error as Partial<KeybearerError>;
      if (reason !== "token_unknown_key" || age(known) < Limit.CoolDown) throw error;
      return verified(token, (await newer()).keys, checks);
    }
  };
}

function age(set: KeySet): number {
  return now() - set.fetched;
}

/** The RSA keys of a JSON Web Key Set (RFC 7517). Keys of other kinds or for other uses are skipped. */
async function keySet(value: unknown): Promise<Key[]> {
  const refused = (why: string): KeybearerError =>
    failure({ code: "decode", message: `the key set ${why}`, operation: "puguh.jwks" });
  if (JSON.stringify(value).length > Limit.Longest) throw refused("is larger than 64 KiB");
  if (!isObject(value) || !Array.isArray(value["keys"])) throw refused("is not a JSON Web Key Set (RFC 7517)");
  const given = value["keys"] as unknown[];
  if (given.length > Limit.MostKeys) throw refused("holds more than 64 keys");
  return (await Promise.all(given.map(readKey))).filter((key) => key !== undefined);
}

async function readKey(given: unknown): Promise<Key | undefined> {
  if (!isObject(given)) return undefined;
  const { kty, use, alg, key_ops: operations, kid, n, e } = given;
  const mayVerify = !Array.isArray(operations) || operations.includes("verify");
  const fits = (use ?? "sig") === "sig" && (alg ?? "RS256") === "RS256" && mayVerify;
  if (kty !== "RSA" || !fits || !isText(n) || !isText(e)) return undefined;
  try {
    const key = await crypto.subtle.importKey(
      "jwk",
      { kty, n: n.replace(/=+$/, ""), e: e.replace(/=+$/, "") },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      false,
      ["verify"],
    );
    const bits = (key.algorithm as unknown as { modulusLength: number }).modulusLength;
    // RFC 7518 §3.3 asks for 2048 bits at least.
    return bits >= 2048 && bits <= 8192 ? { id: textOf(kid), key } : undefined;
  } catch {
    return undefined;
  }
}

async function verified(token: string, keys: readonly Key[], checks: TokenChecks): Promise<VerifiedToken> {
  if (token.length > Limit.Longest) throw malformed("longer than 64 KiB");
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
  if (kid !== undefined && !isText(kid)) throw malformed("kid is not text");
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
  const leeway = Math.min(checks.leeway ?? Limit.Leeway, Limit.MostLeeway);
  const present = Date.now();
  const moment = (name: string): number | undefined => {
    const value = claims[name];
    if (value === undefined) return undefined;
    if (!Number.isFinite(value)) throw malformed("exp or nbf is not a number");
    return Math.max(value as number, 0) * 1000;
  };
  const end = moment("exp");
  if (end === undefined) throw refusal("expired", "the token has no expiry");
  // RFC 7519 §4.1.4: not accepted on or after that moment.
  if (present >= end + leeway) throw refusal("expired", "the token has expired");
  const start = moment("nbf");
  if (start !== undefined && start > present + leeway) {
    throw refusal("not_yet_valid", "the token is not valid yet");
  }
  if (checks.issuer !== undefined && claims["iss"] !== checks.issuer) {
    throw refusal("issuer", "the token is from another issuer");
  }
  // It is one, or a list of them.
  if (checks.audience !== undefined && ![claims["aud"]].flat().includes(checks.audience)) {
    throw refusal("audience", "the token is meant for another audience");
  }
  return {
    subject: textOf(claims["sub"]),
    expiresAt: new Date(Math.min(end, Limit.LastMoment)),
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
    const base64 = part.replaceAll("-", "+").replaceAll("_", "/");
    const binary = atob(base64);
    const again = btoa(binary).replace(/=+$/, "");
    if (again === base64 && /^[\w-]*$/.test(part)) return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    // Said below.
  }
  throw malformed("a part is not base64url without padding");
}
