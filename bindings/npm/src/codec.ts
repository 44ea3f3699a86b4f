/**
 * Messages, between what the user writes and what goes over the wire.
 *
 * A message is described by one text in the generated tables, a line for each field:
 *
 *     name[=wire][|kind[flag][|rule…]]
 *
 *     kind: s text, p secret text (never made of a number), b boolean, u whole number, f number,
 *           t moment, j open JSON, m open object, e open enum, @Name message, [kind list of these
 *     flag: ? may be absent; ~ so may it, and of another type it is none; ! null is an empty one;
 *           * so is one that is absent
 *     rule: as `operation.rs` declares them; their names are in `write` and `RULES` below
 *
 * Without a kind it is `s?`. What has no name but that on the wire is written as its rule has it.
 * Besides there are the lines `+name`, what holds the members that are not declared, and `~`,
 * whatever came is one.
 *
 * What is wrong is found before anything is sent, and said with the path in the user's names.
 */
import { camel, refuse, snake, type Violation } from "./errors.js";

/** How open JSON may be nested: deeper than any message, and shallow enough for every stack. */
const DEEPEST = 256;

/** A JSON value, as it is given. Members that are `undefined` are left out. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

/** An open JSON object, as it is given. */
export type JsonObject = { readonly [name: string]: JsonValue | undefined };

/** The messages of a platform. */
export interface Tables {
  /** Whether names on the wire are in snake case rather than in camel case. */
  readonly snake: boolean;
  /** By name: as they are described, or once they are needed, as that is understood. */
  readonly messages: Record<string, string | Message>;
}

interface Field {
  readonly name: string;
  readonly wire: string;
  readonly kind: Kind;
  readonly flag: string;
  readonly rules: readonly Rule[];
}

/** A rule: its name, and what follows that. */
interface Rule {
  readonly name: string;
  readonly one: string;
  readonly two: string;
}

/** What a value is, and how it is read, checked and made up. */
interface Kind {
  readonly letter: string;
  /** What it is, for people. */
  readonly wanted: string;
  /** Reads a value, if need be by way of another scalar type; `undefined` if it is none. */
  read(value: unknown): unknown;
  /** Whether it may be written. */
  is(value: unknown): boolean;
  /** What protobuf's JSON leaves out, and some write null for. */
  empty(): unknown;
  /** That of a list's items. */
  readonly item?: Kind;
  /** The name of the message. */
  readonly message?: string;
}

/** A message as it is understood. */
export interface Message {
  readonly fields: Field[];
  /** Those that have a name, by it. */
  readonly named: Readonly<Record<string, Field>>;
  /** The name of what holds the undeclared members. */
  rest?: string;
  assumed?: boolean;
}

type Members = Record<string, unknown>;

function messageOf(tables: Tables, name: string): Message {
  const known = tables.messages[name]!;
  return typeof known === "string" ? (tables.messages[name] = parse(tables, known)) : known;
}

function parse(tables: Tables, text: string): Message {
  const fields: Field[] = [];
  const named: Record<string, Field> = Object.create(null);
  const message: Message = { fields, named };
  for (const line of text.split("\n")) {
    const own = line.slice(1);
    if (line[0] === "+") message.rest = own;
    else if (line === "~") message.assumed = true;
    else {
      const [names = "", kind = "s?", ...rules] = line.split("|");
      const [name = "", wire = tables.snake ? snake(name) : name] = names.split("=");
      const bare = kind.replace(/[?~!*]$/, "");
      const field: Field = {
        name,
        wire,
        kind: kindNamed(tables, bare),
        flag: kind.slice(bare.length),
        rules: rules.map((rule) => {
          const [name = "", one = "", two = ""] = rule.split(":");
          return { name, one, two };
        }),
      };
      fields.push(field);
      if (name !== "") named[name] = field;
    }
  }
  return message;
}

/** What a value is, for people. */
export function kindOf(value: unknown): string {
  const type = typeof value;
  if (value === null || value === undefined || (type === "number" && !Number.isFinite(value))) return String(value);
  if (type === "string") return "text";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "an object";
  return `a ${type === "object" || type === "bigint" ? tagOf(value) : type}`;
}

/** What an object calls itself: `Map`, `Promise`, and `Object` if it is no more than its members. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** What is wrong with a value that must be something else. */
export function mustBe(wanted: string, value: unknown): string {
  return `must be ${wanted}, not ${kindOf(value)}`;
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Whether it is an object whose members are its own data. What a map or a promise holds is elsewhere. */
export function isObject(value: unknown): value is Members {
  if (typeof value !== "object" || value === null) return false;
  // Nearly all are; the name takes longer to find out.
  return Object.getPrototypeOf(value) === Object.prototype || tagOf(value) === "Object";
}

/** Whether these members of a value are functions. */
export function hasMethods(value: unknown, ...names: string[]): boolean {
  return names.every((name) => typeof Object(value)[name] === "function");
}

/** What is wrong with a text, if anything. */
export function brokenText(text: string): string | undefined {
  return text.isWellFormed() ? undefined : "holds half of a surrogate pair, which is no character";
}

/** A copy of open JSON as it is now, without what is `undefined`; problems go to `found`. */
export function plain(value: unknown, path: string, found: Violation[], within: unknown[] = []): unknown {
  if (typeof value === "string") {
    const problem = brokenText(value);
    return problem ? refuse(found, path, problem) : value;
  }
  if (typeof value === "boolean" || value === null || Number.isFinite(value)) return value;
  if (value instanceof Date) {
    return value.toJSON() ?? refuse(found, path, "is not a valid date");
  }
  if (within.includes(value)) return refuse(found, path, "holds itself, which JSON cannot express");
  if (within.length === DEEPEST) {
    return refuse(found, `${path.slice(0, 60)}…`, `is nested deeper than ${DEEPEST} levels`);
  }
  const deeper = [...within, value];
  if (Array.isArray(value)) {
    // By index: holes are members too, and `null` in JSON.
    return Array.from(value, (item: unknown, index) =>
      item === undefined ? null : plain(item, `${path}[${index}]`, found, deeper),
    );
  }
  if (typeof value === "object" && typeof (value as { toJSON?: unknown }).toJSON === "function") {
    return plain((value as { toJSON(): unknown }).toJSON(), path, found, deeper);
  }
  if (!isObject(value)) {
    const kind = value === Infinity || value === -Infinity ? "infinite" : kindOf(value);
    return refuse(found, path, `is ${kind}, which JSON cannot express`);
  }
  const copy: Members = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const problem = brokenText(name);
    if (problem) refuse(found, path || "request", `has a name that ${problem}`);
    set(copy, name, plain(member, below(path, name), found, deeper));
  }
  return copy;
}

/** As an assignment, but for names such as `__proto__`. */
function set(members: Members, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    members[name] = value;
  }
}

/** What a message is being written for. */
interface Writing {
  readonly tables: Tables;
  readonly found: Violation[];
  /** What is made up is the same for every retry. */
  now?: Date;
}

/** A message as it goes over the wire, complete; problems go to `found`. None is an empty one, if that is enough. */
export function write(tables: Tables, name: string, value: unknown, found: Violation[]): Members {
  if (value === undefined && messageOf(tables, name).fields.every(mayBeAbsent)) value = {};
  return members({ tables, found }, name, value, "", false);
}

/** Those of a message. `asRead`: it was read, and is written back. */
function members(writing: Writing, name: string, value: unknown, path: string, asRead: boolean): Members {
  const { found, tables } = writing;
  const { fields, named } = messageOf(tables, name);
  const written: Members = {};
  if (!isObject(value)) {
    refuse(found, path || "request", mustBe("an object", value));
    return written;
  }
  for (const one of fields) {
    const { kind, flag, wire } = one;
    // One without a name here is written by its rule alone.
    const given = one.name === "" ? undefined : value[one.name];
    const where = below(path, one.name);
    const optional = asRead ? flag : mayBeAbsent(one);
    const before = found.length;
    if (given === undefined || (given === null && optional && kind.letter !== "j")) {
      const made = madeUp(writing, one);
      if (made) written[wire] = made;
      else if (!optional) refuse(found, where, "is missing");
    } else {
      const own = field(writing, one, kind, given, where, asRead || ruleOf(one, "asread") !== undefined);
      const dropped = ruleOf(one, "drop") && Object.keys(Object(own)).length === 0;
      if (!dropped) written[wire] = own;
    }
    if (!asRead && found.length === before) check(one, given, value, where, found);
  }
  // Most hold nothing else, and to list the members takes longer.
  for (const own in value) {
    if (named[own]) continue;
    others(writing, name, value, path, written);
    break;
  }
  return written;
}

/** The members without a field: what holds those that are not declared, and what must not be there. */
function others({ found, tables }: Writing, name: string, value: Members, path: string, written: Members): void {
  const { fields, named, rest } = messageOf(tables, name);
  for (const [own, member] of Object.entries(value)) {
    const where = below(path, own);
    if (member === undefined || named[own]) continue;
    if (own !== rest) {
      const hint = named[camel(own)] ? `; it is called ${camel(own)} here` : "";
      refuse(found, where, `is not a member of ${name}${hint}`);
      continue;
    }
    const extra = plain(member, where, found);
    if (!isObject(extra)) refuse(found, where, mustBe("an object", member));
    else {
      for (const [undeclared, inner] of Object.entries(extra)) {
        if (fields.some(({ wire }) => wire === undeclared)) {
          refuse(found, below(path, undeclared), "has a field of its own and cannot be an extra one");
        } else {
          set(written, undeclared, inner);
        }
      }
    }
  }
}

/** What is written of a field that was not given, if anything. */
function madeUp(writing: Writing, { rules }: Field): string | undefined {
  for (const { name, one } of rules) {
    if (name === "default") return one;
    if (name !== "now" && name !== "id") continue;
    const now = (writing.now ??= new Date());
    return name === "now" ? now.toISOString() : uuid7(now);
  }
  return undefined;
}

function field(writing: Writing, of: Field, kind: Kind, value: unknown, path: string, asRead: boolean): unknown {
  const { found } = writing;
  const { letter, item } = kind;
  if (kind.message) return members(writing, kind.message, value, path, asRead);
  if (!kind.is(value)) {
    return refuse(found, path, mustBe(letter === "t" ? "a Date, or text by RFC 3339" : kind.wanted, value));
  }
  if (item) {
    const items = value as unknown[];
    const { one: least = "", two: most = "" } = (!asRead && ruleOf(of, "items")) || {};
    if (items.length < Number(least)) refuse(found, path, "must not be empty");
    if (most && items.length > Number(most)) {
      // Its items are not looked at: they have to be put together anew anyway.
      return refuse(found, path, `must be at most ${most} in one call, not ${items.length}: send them in parts`);
    }
    return Array.from(items, (one, index) => field(writing, of, item, one, `${path}[${index}]`, asRead));
  }
  if (letter === "u" && !(Number.isSafeInteger(value) && (value as number) >= 0)) {
    return refuse(found, path, mustBe("a whole number, 0 or more", value));
  }
  if (letter === "t" && !asRead && isText(value) && !isMoment(value)) {
    return refuse(found, path, "must be RFC 3339, such as 2026-06-01T10:00:00Z");
  }
  return plain(value, path, found);
}

function ruleOf({ rules }: Field, name: string): Rule | undefined {
  for (const rule of rules) {
    if (rule.name === name) return rule;
  }
  return undefined;
}

function mayBeAbsent({ flag }: Field): boolean {
  return flag === "?" || flag === "~";
}

/** A UUID of version 7 (RFC 9562 §5.7). */
function uuid7(now: Date): string {
  const time = now.getTime().toString(16).padStart(12, "0");
  const random = crypto.getRandomValues(new Uint8Array(36));
  // The digit y holds the variant and two bits.
  return `${time.slice(0, 8)}-${time.slice(8)}-7xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g, (digit, place: number) =>
    (digit === "x" ? random[place]! & 15 : 8 | (random[place]! & 3)).toString(16),
  );
}

/** What would certainly be refused, by the rules of the declaration; also of a field that is not there. */
function check({ rules }: Field, value: unknown, beside: Members, path: string, found: Violation[]): void {
  for (const { name: rule, one, two } of rules) {
    const other = beside[one];
    if (rule === "needed" && two.split("/").includes(other as string) && !textOf(value)?.trim()) {
      refuse(found, path, `is needed for ${other}`);
    }
    if (value === undefined || value === null) continue;
    if (rule === "scalars") {
      for (const [name, member] of Object.entries(value)) {
        if (typeof member === "object") refuse(found, below(path, name), mustBe("text, a number or a boolean", member));
      }
    }
    const wrong = RULES[rule]?.(value, one, two, other);
    if (wrong) refuse(found, path, wrong);
  }
}

/** What is wrong with a value by a rule, if anything: from its details, and from the field that they name. */
const RULES: Readonly<Record<string, (value: any, one: string, two: string, other: unknown) => string | false>> = {
  filled: (text) => text.trim() === "" && "must not be empty",
  range: (number, least, most) => (number < least || number > most) && `must be from ${least} to ${most}`,
  min: (number, least) => number < least && `must be ${least} or more`,
  uuid: (text) => !UUID.test(text) && "must be a UUID",
  duration: (text) => !/^\d+(\.\d{1,9})?s$/.test(text) && "must be seconds with an s at the end, such as 604800s",
  prefix: (text, prefix, why) => text.startsWith(prefix) && `must not begin with ${prefix}: ${why}`,
  differs: (text, name, _, other) => text === other && `must differ from ${name}`,
};

const UUID = /^(urn:uuid:|\{)?([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
const MOMENT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether `text` is a moment as RFC 3339 writes it, on a day that there is. */
function isMoment(text: string): boolean {
  return MOMENT.test(text) && new Date(text.slice(0, 10)).getUTCDate() === Number(text.slice(8, 10));
}

/** A message for a query or a form: a name and a value in turn. Lists repeat the name. */
export function pairs(members: Members): string[] {
  const found: string[] = [];
  for (const name of Object.keys(members)) {
    const value = members[name];
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined) {
        found.push(name, typeof one === "string" ? one : JSON.stringify(one));
      }
    }
  }
  return found;
}

/** A message out of an answer, as tolerant as the core is. */
export function read(tables: Tables, name: string, value: unknown): Members {
  const message = messageOf(tables, name);
  const given: Members = isObject(value)
    ? value
    : message.assumed
      ? Array.isArray(value)
        ? { data: value }
        : {}
      : unreadable(`expected an object, not ${kindOf(value)}`);
  if (name === "Organization" && isObject(given["organization"])) {
    return membership(tables, given, given["organization"]);
  }
  const { assumed } = message;
  const result: Members = {};
  let rest: Members | undefined;
  let declared = 0;
  for (const field of message.fields) {
    const { flag, wire, kind } = field;
    const member = given[wire];
    if (member !== undefined) declared++;
    const none = member === undefined || member === null;
    let value: unknown;
    // Most are text, and stay as they are.
    if (typeof member === "string" && kind.is === isText) value = member;
    else if (!none) value = kind.read(member);
    else if (flag === "*" || (assumed && kind.item) || (member === null && (flag === "!" || kind.letter === "j"))) {
      value = kind.empty();
    }
    if (value !== undefined) {
      result[field.name] = value;
    } else if (!assumed && flag !== "~" && !(none && flag === "?")) {
      unreadable(none ? `missing field \`${wire}\`` : `expected ${kind.wanted} as \`${wire}\``);
    } else if (!none && message.rest) {
      set((rest ??= {}), wire, member);
    }
  }
  if (message.rest) {
    // Most answers hold nothing else, and to count their members costs least.
    for (const _ in given) declared--;
    if (declared !== 0) {
      for (const own of Object.keys(given)) {
        if (!message.fields.some(({ wire }) => wire === own)) set((rest ??= {}), own, given[own]);
      }
    }
    result[message.rest] = rest ?? {};
  }
  return result;
}

/** An organization that is told as a membership, with itself inside. */
function membership(tables: Tables, given: Members, inside: Members): Members {
  const { organization: _, ...around } = given;
  const link = name(Object(given["membership"])["role"]);
  const outer = read(tables, "Organization", { ...around, id: "" });
  const inner = read(tables, "Organization", inside);
  const other = { ...(outer["other"] as Members), ...(inner["other"] as Members) };
  return { ...(link === undefined ? {} : { role: link }), ...outer, ...inner, other };
}

/** Something in an answer is not what it must be. */
export function unreadable(problem: string): never {
  throw new Error(problem);
}

/** A kind by its name in the tables. */
function kindNamed(tables: Tables, name: string): Kind {
  const letter = name[0]!;
  const inner = name.slice(1);
  if (letter === "@") {
    return {
      letter,
      wanted: "an object",
      read: (value) => (isObject(value) || (value != null && messageOf(tables, inner).assumed) ? read(tables, inner, value) : undefined),
      is: isObject,
      empty: () => read(tables, inner, {}),
      message: inner,
    };
  }
  if (letter === "[") {
    const item = kindNamed(tables, inner);
    const one = (given: unknown): unknown => {
      const value = item.read(given);
      return value === undefined ? unreadable(`expected ${item.wanted}`) : value;
    };
    return {
      letter,
      wanted: "a list",
      read: (value) => (Array.isArray(value) ? value.map(one) : undefined),
      is: Array.isArray,
      empty: () => [],
      item,
    };
  }
  return { letter, ...SCALARS[letter]! };
}

/** Whether it is text. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** The kinds that hold no other, by their letters. */
const SCALARS: Readonly<Record<string, Omit<Kind, "letter">>> = {
  s: { wanted: "text", read: scalarText, is: isText, empty: () => "" },
  p: { wanted: "text", read: textOf, is: isText, empty: () => "" },
  e: { wanted: "text", read: name, is: isText, empty: () => "" },
  t: { wanted: "text", read: date, is: (value) => isText(value) || value instanceof Date, empty: () => "" },
  b: { wanted: "a boolean", read: boolean, is: (value) => typeof value === "boolean", empty: () => false },
  f: { wanted: "a number", read: number, is: Number.isFinite, empty: () => 0 },
  u: { wanted: "a number", read: whole, is: Number.isFinite, empty: () => 0 },
  j: { wanted: "an object", read: (value) => value, is: () => true, empty: () => null },
  m: { wanted: "an object", read: (value) => (isObject(value) ? value : undefined), is: isObject, empty: () => ({}) },
};

/** A text, if it is one. */
export function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

function scalarText(value: unknown): string | undefined {
  if (isText(value)) return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function date(value: unknown): Date | undefined {
  const text = scalarText(value);
  // `Date` takes a number for a year; where a moment has a hyphen, it is none.
  if (text === undefined || (text[4] !== "-" && /^\d+$/.test(text))) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** That of an open enum, which some answers wrap. */
function name(value: unknown): string | undefined {
  return textOf(isObject(value) ? value["name"] : value);
}

function boolean(value: unknown): boolean | undefined {
  const text = scalarText(value)?.trim();
  return text === "true" || (text === "false" ? false : undefined);
}

function number(value: unknown): number | undefined {
  const number = isText(value) && value.trim() !== "" ? Number(value) : value;
  return Number.isFinite(number) ? (number as number) : undefined;
}

function whole(value: unknown): number | undefined {
  const found = number(value)!;
  return Number.isInteger(found) && found >= 0 ? found : undefined;
}
