/** Arguments and options: held to their rules before anything is sent or asked of the core. */
import { brokenText, hasMethods, isObject, isText, mustBe } from "./codec.js";
import { camel, misconfigured, refuse, type Violation } from "./errors.js";

/** What is wrong with a value, if something is. */
export type Rule = (value: unknown) => string | undefined;

/** Rules of members, by their names. */
export type Rules = Readonly<Record<string, Rule>>;

/** The rule that something holds. */
export function must(wanted: string, holds: (value: any) => boolean): Rule {
  return (value) => (holds(value) ? undefined : mustBe(wanted, value));
}

/** The rule of a number, which is shown if it is another. */
function numeric(wanted: string, holds = (value: number): boolean => value >= 0): Rule {
  return (value) =>
    typeof value !== "number" ? mustBe(wanted, value) : Number.isFinite(value) && holds(value) ? undefined : `must be ${wanted}, not ${value}`;
}

export const text: Rule = (value) => (isText(value) ? brokenText(value) : mustBe("text", value));

export const filled: Rule = (value) =>
  text(value) ?? ((value as string).trim() === "" ? "must not be empty" : undefined);

/** Text, or what is told as text in a query. */
export const scalar: Rule = (value) =>
  typeof value === "boolean" || Number.isFinite(value) ? undefined : text(value);

export const boolean = must("a boolean", (value) => typeof value === "boolean");
export const callback = must("a function", (value) => typeof value === "function");
export const object = must("an object", isObject);
export const number = numeric("a number", () => true);
export const count = numeric("a whole number of 1 or more", (value) => Number.isSafeInteger(value) && value >= 0);
export const millis = numeric("a number of milliseconds, 0 or more");
export const timeout = orNull(numeric("a number of milliseconds, or null for none"));

const list = must("a list of texts", (value) => Array.isArray(value) && value.every(isText));
export const texts: Rule = (value) => list(value) ?? brokenText((value as string[]).join());

const record = must("an object of texts", (value) => isObject(value) && Object.values(value).every(isText));
/** An object whose members are texts. */
export const named: Rule = (value) => record(value) ?? brokenText(Object.entries(value as object).join());

/** The rule that it is one of these texts. */
export function oneOf(...texts: string[]): Rule {
  return (value) => (texts.includes(value as string) ? undefined : `must be "${texts.join('" or "')}"`);
}

/** The rule of what may also be `null`. */
export function orNull(rule: Rule): Rule {
  return (value) => (value === null ? undefined : rule(value));
}

/** Holds one argument to its rule; what is wrong goes to `found`. */
export function argument(name: string, value: unknown, rule: Rule, found: Violation[]): void {
  const message = rule(value);
  if (message) refuse(found, name, message);
}

/**
 * The members of an object, each read once and held to its rule; what is wrong goes to `found`: by the
 * name of the `whole`, or by that of a member after `path`.
 *
 * Members without a rule are refused, in the words of what a `member` is: a name that is misspelt must
 * not pass for one left out.
 */
export function membersOf(
  given: unknown,
  rules: Rules,
  found: Violation[],
  whole: string,
  path = "",
  member = "a member",
): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  // A promise or a Map has none of the members, and would pass for having left them all out.
  if (!isObject(given)) {
    argument(whole, given, object, found);
    return members;
  }
  for (const [name, rule] of Object.entries(rules)) {
    const value = given[name];
    if (value === undefined) continue;
    argument(path + name, value, rule, found);
    members[name] = value;
  }
  // Inherited ones too.
  for (const name in given) {
    if (Object.hasOwn(rules, name)) continue;
    const known = camel(name);
    const hint = Object.hasOwn(rules, known) ? `it is called ${known} here` : `there are ${Object.keys(rules).join(", ")}`;
    refuse(found, path + name, `is not ${member}; ${hint}`);
  }
  return members;
}

/** The members of what configures a client. The first that is wrong is thrown. */
export function configured(given: unknown, rules: Rules, whole: string, path?: string): Record<string, unknown> {
  const found: Violation[] = [];
  const members = membersOf(given, rules, found, whole, path, "an option");
  const [wrong] = found;
  if (wrong) throw misconfigured(wrong.field, wrong.message);
  return members;
}

/** The options of every client, and what they must be. */
export const COMMON: Rules = {
  baseUrl: text,
  timeout,
  attemptTimeout: millis,
  maxAttempts: count,
  maxServerDelay: millis,
  pacing: must(
    "an object with the numbers perSecond and burst",
    (value) => isObject(value) && typeof value["perSecond"] === "number" && typeof value["burst"] === "number",
  ),
  fetch: callback,
  observer: callback,
  userAgent: text,
  overridePath: named,
};

/** Those of clients that can hold a session. */
export const SESSION: Rules = {
  accessToken: text,
  refreshToken: text,
  expiresIn: millis,
  anonymous: boolean,
  onTokenExpired: callback,
  tokenStore: must(
    "an object with load, save and clear",
    (value) => hasMethods(value, "load", "save", "clear"),
  ),
};
