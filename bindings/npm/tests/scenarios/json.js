/**
 * Variables in JSON, and comparing JSON with a pattern. The rules are those of
 * `tests/scenarios/README.md`.
 */

/** A mistake in a scenario itself, rather than in what it tests. */
export class Broken extends Error {}

/**
 * Puts variables in the place of `${path.to.variable}`. A text that is nothing but one variable
 * becomes its value, of whatever type.
 */
export function substitute(value, variables) {
  if (typeof value === "string") {
    const whole = /^\$\{([^}]*)\}$/.exec(value);
    if (whole) return lookup(whole[1], variables);
    return value.replace(/\$\{([^}]*)\}/g, (_, path) => {
      const found = lookup(path, variables);
      return typeof found === "string" ? found : JSON.stringify(found);
    });
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, variables));
  if (isObject(value)) return mapMembers(value, (member) => substitute(member, variables));
  return value;
}

function lookup(path, variables) {
  const found = at(variables, path);
  if (found === undefined) throw new Broken(`there is no variable \${${path}}`);
  return found;
}

/** The value at a path such as `headers.authorization` or `items.0.id`. */
export function at(value, path) {
  return path.split(".").reduce((value, step) => value?.[step], value);
}

/** Where and how `actual` differs from `pattern`; empty if it does not. */
export function mismatches(pattern, actual) {
  const found = [];
  compare(pattern, actual, "", found);
  return found;
}

export function matches(pattern, actual) {
  return mismatches(pattern, actual).length === 0;
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function mapMembers(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, change(member, name)]));
}

/** JSON for people, cut to a length that can be read. */
export function short(value) {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function compare(pattern, actual, path, found) {
  const complain = (wanted) => found.push(`${path || "it"} is ${short(actual)}, not ${wanted}`);
  if (isObject(pattern)) {
    if (isOperators(pattern)) {
      for (const [operator, operand] of Object.entries(pattern)) {
        if (!OPERATORS[operator](operand, actual ?? null)) complain(short({ [operator]: operand }));
      }
    } else if (isObject(actual)) {
      for (const [name, member] of Object.entries(pattern)) compare(member, actual[name], join(path, name), found);
    } else {
      complain(short(pattern));
    }
  } else if (Array.isArray(pattern)) {
    if (Array.isArray(actual) && actual.length === pattern.length) {
      pattern.forEach((item, index) => compare(item, actual[index], join(path, index), found));
    } else {
      complain(short(pattern));
    }
  } else if ((actual ?? null) !== pattern) {
    complain(short(pattern));
  }
}

const OPERATORS = {
  $any: (_, actual) => actual !== null,
  $absent: (_, actual) => actual === null,
  $min: (least, actual) => typeof actual === "number" && actual >= least,
  $max: (most, actual) => typeof actual === "number" && actual <= most,
  $length: (length, actual) => matches(length, lengthOf(actual)),
  $contains: (texts, actual) => [texts].flat().every((text) => contains(actual, text)),
  $lacks: (texts, actual) => ![texts].flat().some((text) => contains(actual, text)),
  $each: (pattern, actual) => Array.isArray(actual) && actual.every((item) => matches(pattern, item)),
  $some: (pattern, actual) => Array.isArray(actual) && actual.some((item) => matches(pattern, item)),
};

function isOperators(pattern) {
  const names = Object.keys(pattern);
  return names.length > 0 && names.every((name) => Object.hasOwn(OPERATORS, name));
}

function lengthOf(value) {
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

function contains(value, text) {
  return typeof value === "string" && value.includes(text);
}

function join(path, step) {
  return path === "" ? `${step}` : `${path}.${step}`;
}
