/** Arguments of methods that do their work here: checked before anything is sent or asked of the core. */
import { brokenText, isObject, mustBe } from "./codec.js";
import type { Violation } from "./errors.js";

/** What is wrong with a value, if something is. */
export type Rule = (value: unknown) => string | undefined;

export const text: Rule = (value) =>
  typeof value === "string" ? brokenText(value) : mustBe("text", value);

export const number: Rule = (value) =>
  typeof value === "number" && Number.isFinite(value) ? undefined : mustBe("a number", value);

export const filled: Rule = (value) =>
  text(value) ?? ((value as string).trim() === "" ? "must not be empty" : undefined);

export const boolean: Rule = (value) =>
  typeof value === "boolean" ? undefined : mustBe("a boolean", value);

export const texts: Rule = (value) =>
  Array.isArray(value) && value.every((item) => text(item) === undefined) ? undefined : "must be a list of texts";

export const millis: Rule = (value) => {
  if (typeof value !== "number" || !Number.isFinite(value)) return mustBe("a number of milliseconds", value);
  return value < 0 ? "must be 0 or more" : undefined;
};

/** Holds one argument to its rule; what is wrong goes to `found`. */
export function argument(name: string, value: unknown, rule: Rule, found: Violation[]): void {
  const message = rule(value);
  if (message !== undefined) found.push({ field: name, message });
}

/**
 * The members of an object, each read once and held to its rule; what is wrong goes to `found`, with
 * its path. The path of a request is empty, as it is of the messages of operations.
 *
 * Members without a rule are refused: a name that is misspelt must not pass for one left out.
 */
export function membersOf(
  given: unknown,
  rules: Readonly<Record<string, Rule>>,
  path: string,
  found: Violation[],
): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  // A promise or a Map has none of the members, and would pass for having left them all out.
  if (!isObject(given)) {
    found.push({ field: path || "request", message: mustBe("an object", given) });
    return members;
  }
  const object = given;
  const below = (name: string): string => (path === "" ? name : `${path}.${name}`);
  for (const [name, rule] of Object.entries(rules)) {
    const value = object[name];
    if (value === undefined) continue;
    argument(below(name), value, rule, found);
    members[name] = value;
  }
  // Inherited ones too.
  for (const name in object) {
    if (!Object.hasOwn(rules, name)) {
      found.push({ field: below(name), message: `is not a member; there are ${Object.keys(rules).join(", ")}` });
    }
  }
  return members;
}
