/**
 * Messages, between what the user writes and what goes over the wire.
 *
 * A message is described by one text in the generated tables, a line for each field:
 *
 *     name[=wire]|kind[flag][|rule…]
 *
 *     kind: s text, p secret text (never made of a number), b boolean, u whole number, f number,
 *           t moment, j open JSON, m open object, e open enum, @Name message, [kind list of these
 *     flag: ? may be absent; ~ so may it, and of another type it is none; ! null is an empty one;
 *           * so is one that is absent
 *     rule: as `operation.rs` declares them; its names are in `check` below
 *
 * besides which there are the lines `+name`, what holds the members that are not declared;
 * `#name=text`, a member that is always written with this text; and `~`, whatever came is one.
 *
 * What is wrong is found before anything is sent, and said with the path in the user's names.
 */
import { camel, snake, type Violation } from "./errors.js";

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

/** The messages of a platform, by name. */
export interface Tables {
  /** Whether names on the wire are in snake case rather than in camel case. */
  readonly snake: boolean;
  readonly messages: Readonly<Record<string, string>>;
}

interface Field {
  name: string;
  wire: string;
  kind: string;
  flag: string;
  rules: readonly (readonly string[])[];
  /** Whether it is text: of its kinds, those that a text stands for as it is. */
  text: boolean;
  read: Reader;
}

/** Reads a value that is there, if need be by way of another scalar type; `undefined` if it is none. */
type Reader = (value: {}) => unknown;

interface Message {
  fields: Field[];
  /** By their names here. */
  byName: Map<string, Field>;
  /** Their names on the wire. */
  wires: Set<string>;
  /** The name of what holds the undeclared members. */
  rest: string | undefined;
  fixed: [string, string][];
  assumed: boolean;
}

type Members = Record<string, unknown>;

const parsed = new WeakMap<Tables, Map<string, Message>>();

function messageOf(tables: Tables, name: string): Message {
  let known = parsed.get(tables);
  if (known === undefined) {
    parsed.set(tables, (known = new Map()));
  }
  let message = known.get(name);
  if (message === undefined) {
    known.set(name, (message = parse(tables, tables.messages[name] ?? "")));
  }
  return message;
}

function parse(tables: Tables, text: string): Message {
  const message: Message = {
    fields: [],
    byName: new Map(),
    wires: new Set(),
    rest: undefined,
    fixed: [],
    assumed: false,
  };
  for (const line of text.split("\n")) {
    if (line.startsWith("+")) {
      message.rest = line.slice(1);
    } else if (line.startsWith("#")) {
      message.fixed.push(line.slice(1).split("=") as [string, string]);
    } else if (line === "~") {
      message.assumed = true;
    } else if (line !== "") {
      const [names = "", kind = "", ...rules] = line.split("|");
      const [name = "", wire] = names.split("=");
      const bare = kind.replace(/[?~!*]$/, "");
      const field: Field = {
        name,
        wire: wire ?? (tables.snake ? snake(name) : name),
        kind: bare,
        flag: kind.slice(bare.length),
        rules: rules.map((rule) => rule.split(":")),
        text: /^[spe]/.test(bare),
        read: readerOf(tables, bare),
      };
      message.fields.push(field);
      message.byName.set(name, field);
      message.wires.add(field.wire);
    }
  }
  return message;
}

/** What a value is, for people. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string": return "text";
    case "number": return Number.isFinite(value) ? "a number" : String(value);
    case "boolean": return "a boolean";
    case "bigint": return "a BigInt";
    case "object": return isObject(value) ? "an object" : `a ${tagOf(value)}`;
    case "undefined": return "undefined";
    default: return `a ${typeof value}`;
  }
}

/** What an object calls itself: `Map`, `Promise`, and `Object` if it is no more than its members. */
function tagOf(value: object): string {
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

/** Half of a surrogate pair, which is no character and has no place in UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What is wrong with a text, if anything. */
export function brokenText(text: string): string | undefined {
  return LONE_SURROGATE.test(text) ? "holds half of a surrogate pair, which is no Unicode text" : undefined;
}

/** What an answer held, as the text that it would be in UTF-8. */
export function wellFormed(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;
}

/** Deeper than any message, and shallow enough for every stack. */
const DEEPEST = 256;

/** A copy of open JSON as it is now, without what is `undefined`; problems go to `found`. */
export function plain(value: unknown, path: string, found: Violation[], within: unknown[] = []): unknown {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string": {
      const problem = brokenText(value);
      if (problem !== undefined) found.push({ field: path, message: problem });
      return value;
    }
    case "number":
      if (!Number.isFinite(value)) {
        const name = Number.isNaN(value) ? "NaN" : "infinite";
        found.push({ field: path, message: `is ${name}, which JSON cannot express` });
      }
      return value;
    case "object":
      break;
    default:
      found.push({ field: path, message: `is ${kindOf(value)}, which JSON cannot express` });
      return null;
  }
  if (value === null) return null;
  if (value instanceof Date) {
    return moment(value, path, found);
  }
  if (within.includes(value)) {
    found.push({ field: path, message: "holds itself, which JSON cannot express" });
    return null;
  }
  if (within.length === DEEPEST) {
    found.push({ field: `${path.slice(0, 60)}…`, message: `is nested deeper than ${DEEPEST} levels` });
    return null;
  }
  const deeper = [...within, value];
  if (Array.isArray(value)) {
    // By index: holes are members too, and `null` in JSON.
    return Array.from(value, (item: unknown, index) =>
      item === undefined ? null : plain(item, `${path}[${index}]`, found, deeper),
    );
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") {
    return plain((value as { toJSON(): unknown }).toJSON(), path, found, deeper);
  }
  if (!isObject(value)) {
    found.push({ field: path, message: `is ${kindOf(value)}, which JSON cannot express` });
    return null;
  }
  const copy: Members = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) {
      const problem = brokenText(name);
      if (problem !== undefined) found.push({ field: path || "request", message: `has a name that ${problem}` });
      set(copy, name, plain(member, below(path, name), found, deeper));
    }
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

function moment(value: Date, path: string, found: Violation[]): unknown {
  if (Number.isNaN(value.getTime())) {
    found.push({ field: path, message: "is not a valid date" });
    return null;
  }
  return value.toISOString();
}

/** A place in a message: what stands there, and whether it was read and is written back. */
interface Place {
  readonly path: string;
  readonly found: Violation[];
  readonly asRead: boolean;
}

/** A message as it goes over the wire, complete; problems go to `found`. */
export function write(tables: Tables, name: string, value: unknown, found: Violation[]): Members {
  return writeMessage(tables, name, value, { path: "", found, asRead: false }, new Date());
}

function writeMessage(tables: Tables, name: string, value: unknown, at: Place, now: Date): Members {
  const { path, found, asRead } = at;
  const written: Members = {};
  if (!isObject(value)) {
    found.push({ field: path || "request", message: mustBe("an object", value) });
    return written;
  }
  const message = messageOf(tables, name);
  for (const [member, text] of message.fixed) {
    written[member] = text;
  }
  for (const field of message.fields) {
    const member = value[field.name];
    const optional = field.flag === "?" || field.flag === "~" || (asRead && field.flag !== "");
    const inner: Place = { path: below(path, field.name), found, asRead: asRead || has(field, "asread") };
    if (member === undefined || (member === null && optional && field.kind !== "j")) {
      const made = makeUp(field, now);
      if (made !== undefined) written[field.wire] = made;
      else if (!optional) found.push({ field: inner.path, message: "is missing" });
      if (!asRead) needed(field, value, inner);
      continue;
    }
    const before = found.length;
    const one = writeField(tables, field, field.kind, member, inner, now);
    if (!asRead && found.length === before) {
      check(field, member, value, inner);
      needed(field, value, inner);
    }
    if (has(field, "drop") && isObject(one) && Object.keys(one).length === 0) continue;
    written[field.wire] = one;
  }
  for (const [own, member] of Object.entries(value)) {
    if (own === message.rest && member !== undefined) {
      const rest = plain(member, below(path, own), found);
      if (!isObject(rest)) {
        found.push({ field: below(path, own), message: mustBe("an object", member) });
        continue;
      }
      for (const [undeclared, inner] of Object.entries(rest)) {
        if (message.fields.some((field) => field.wire === undeclared)) {
          found.push({
            field: below(path, undeclared),
            message: "has a field of its own and cannot be an extra one",
          });
        } else {
          set(written, undeclared, inner);
        }
      }
    } else if (member !== undefined && !message.byName.has(own)) {
      const hint = message.byName.has(camel(own)) ? `; it is called ${camel(own)} here` : "";
      found.push({ field: below(path, own), message: `is not a member of ${name}${hint}` });
    }
  }
  return written;
}

function has(field: Field, rule: string): boolean {
  return field.rules.some(([name]) => name === rule);
}

/** The value that the rules put in the place of none: every retry repeats it. */
function makeUp(field: Field, now: Date): string | undefined {
  for (const [rule, text] of field.rules) {
    if (rule === "now") return now.toISOString();
    if (rule === "id") return uuid7(now);
    if (rule === "default") return text;
  }
  return undefined;
}

/** A UUID of version 7 (RFC 9562 §5.7). */
function uuid7(now: Date): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const millis = now.getTime();
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(millis / 2 ** (8 * (5 - index)));
  bytes[6] = 0x70 | (bytes[6]! & 15);
  bytes[8] = 0x80 | (bytes[8]! & 63);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What would certainly be refused, by the rules of the declaration. */
function check(field: Field, value: unknown, beside: Members, { path, found }: Place): void {
  const refuse = (message: string): void => void found.push({ field: path, message });
  for (const [rule, one = "", two = ""] of field.rules) {
    switch (rule) {
      case "filled":
        if ((value as string).trim() === "") refuse("must not be empty");
        break;
      case "range":
        if ((value as number) < Number(one) || (value as number) > Number(two)) refuse(`must be from ${one} to ${two}`);
        break;
      case "min":
        if ((value as number) < Number(one)) refuse(`must be ${one} or more`);
        break;
      case "uuid":
        if (!/^(urn:uuid:|\{)?([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.test(value as string)) {
          refuse("must be a UUID");
        }
        break;
      case "duration":
        if (!/^\d+(\.\d{1,9})?s$/.test(value as string)) {
          refuse("must be seconds with an s at the end, such as 604800s");
        }
        break;
      case "prefix":
        if ((value as string).startsWith(one)) refuse(`must not begin with ${one}: ${two}`);
        break;
      case "differs":
        if (value === beside[one]) refuse(`must differ from ${one}`);
        break;
      case "scalars":
        for (const [name, member] of Object.entries(value as Members)) {
          if (member !== undefined && !/^(string|number|boolean)$/.test(typeof member)) {
            found.push({
              field: below(path, name),
              message: mustBe("text, a number or a boolean", member),
            });
          }
        }
        break;
    }
  }
}

/** Whether it is missing where another field needs it. */
function needed(field: Field, beside: Members, { path, found }: Place): void {
  for (const [rule, other = "", texts = ""] of field.rules) {
    const held = beside[other];
    const value = beside[field.name];
    if (
      rule === "needed" &&
      typeof held === "string" &&
      texts.split("/").includes(held) &&
      (typeof value !== "string" || value.trim() === "")
    ) {
      found.push({ field: path, message: `is needed for ${held}` });
    }
  }
}

/** Whether `text` is a moment as RFC 3339 writes it. */
function isMoment(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-](\d\d):(\d\d))$/.exec(text);
  if (parts === null) return false;
  const [year, month, day, hour, minute, second, zone = 0, part = 0] = parts.slice(1).map((digits) => Number(digits ?? 0));
  return (
    month! >= 1 && month! <= 12 && day! >= 1 && day! <= daysIn(year!, month!) &&
    hour! <= 23 && minute! <= 59 && second! <= 60 && zone <= 23 && part <= 59
  );
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function writeField(tables: Tables, field: Field, kind: string, value: unknown, at: Place, now: Date): unknown {
  const { path, found, asRead } = at;
  const wrong = (wanted: string): undefined => {
    found.push({ field: path, message: mustBe(wanted, value) });
    return undefined;
  };
  switch (kind[0]) {
    case "s":
    case "p":
    case "e": {
      if (typeof value !== "string") return wrong("text");
      const problem = brokenText(value);
      if (problem !== undefined) found.push({ field: path, message: problem });
      return value;
    }
    case "t":
      if (value instanceof Date) return moment(value, path, found);
      if (typeof value !== "string") return wrong("a Date, or text by RFC 3339");
      if (!asRead && !isMoment(value)) {
        found.push({ field: path, message: "must be RFC 3339, such as 2026-06-01T10:00:00Z" });
      }
      return value;
    case "b":
      return typeof value === "boolean" ? value : wrong("a boolean");
    case "f":
      return typeof value === "number" && Number.isFinite(value) ? value : wrong("a number");
    case "u":
      if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
      return typeof value === "number" && Number.isFinite(value)
        ? wrong(`a whole number, 0 or more`)
        : wrong("a number");
    case "j":
      return plain(value, path, found);
    case "m":
      return isObject(value) ? plain(value, path, found) : wrong("an object");
    case "[": {
      if (!Array.isArray(value)) return wrong("a list");
      const [, least = "0", most = "Infinity"] = field.rules.find(([name]) => name === "items") ?? [];
      if (!asRead && value.length < Number(least)) {
        found.push({ field: path, message: "must not be empty" });
      } else if (!asRead && value.length > Number(most)) {
        // Its items are not looked at: they have to be put together anew anyway.
        found.push({
          field: path,
          message: `must be at most ${most} in one call, not ${value.length}: send them in parts`,
        });
        return undefined;
      }
      return Array.from(value, (item: unknown, index) =>
        writeField(tables, field, kind.slice(1), item, { ...at, path: `${path}[${index}]` }, now),
      );
    }
    default:
      return writeMessage(tables, kind.slice(1), value, at, now);
  }
}

/** A message as names and values, for a query or a form. Lists repeat the name. */
export function pairs(members: Members): [string, string][] {
  const found: [string, string][] = [];
  for (const [name, value] of Object.entries(members)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined) {
        found.push([name, typeof one === "string" ? one : JSON.stringify(one)]);
      }
    }
  }
  return found;
}

/** Something in an answer is not what it must be. */
export class Unreadable extends Error {}

/** A message out of an answer, as tolerant as the core is. */
export function read(tables: Tables, name: string, value: unknown): Members {
  const message = messageOf(tables, name);
  const given: Members = isObject(value)
    ? value
    : message.assumed
      ? Array.isArray(value)
        ? { data: value }
        : {}
      : fail(`expected an object, not ${kindOf(value)}`);
  if (name === "Organization" && isObject(given["organization"])) {
    return membership(tables, given, given["organization"]);
  }
  const { assumed } = message;
  const result: Members = {};
  let rest: Members | undefined;
  let declared = 0;
  for (const field of message.fields) {
    const { flag, wire } = field;
    const member = given[wire];
    if (member !== undefined) declared++;
    const none = member === undefined || member === null;
    let value: unknown;
    // Most are text, and stay as they are.
    if (typeof member === "string" && field.text) value = member;
    else if (!none) value = field.read(member);
    else if (flag === "*" || (flag === "!" && member === null) || (assumed && field.kind[0] === "[")) {
      value = empty(tables, field.kind);
    } else if (member === null && field.kind === "j") value = null;
    if (value !== undefined) {
      result[field.name] = value;
    } else if (!assumed && flag !== "~" && !(none && flag === "?")) {
      fail(none ? `missing field \`${wire}\`` : `expected ${wanted(field.kind)} as \`${wire}\``);
    } else if (!none && message.rest !== undefined) {
      set((rest ??= {}), wire, member);
    }
  }
  if (message.rest !== undefined) {
    // Most answers hold nothing else, and to count their members costs least.
    for (const _ in given) declared--;
    if (declared !== 0) {
      for (const own of Object.keys(given)) {
        if (!message.wires.has(own)) {
          set((rest ??= {}), own, given[own]);
        }
      }
    }
    result[message.rest] = rest ?? {};
  }
  return result;
}

/** An organization that is told as a membership, with itself inside. */
function membership(tables: Tables, given: Members, inside: Members): Members {
  const { organization: _, id: __, ...around } = given;
  const outer = read(tables, "Organization", { ...around, id: "" });
  const inner = read(tables, "Organization", inside);
  const link = isObject(around["membership"]) ? name(around["membership"]["role"]) : undefined;
  const merged: Members = { ...outer, ...inner };
  merged["role"] = inner["role"] ?? outer["role"] ?? link;
  if (merged["role"] === undefined) delete merged["role"];
  merged["other"] = { ...(outer["other"] as Members), ...(inner["other"] as Members) };
  return merged;
}

function wanted(kind: string): string {
  switch (kind[0]) {
    case "s": case "p": case "e": case "t": return "text";
    case "b": return "a boolean";
    case "u": case "f": return "a number";
    case "[": return "a list";
    default: return "an object";
  }
}

function fail(problem: string): never {
  throw new Unreadable(problem);
}

/** The reader of a kind: made once for each field, since answers hold the same fields again and again. */
function readerOf(tables: Tables, kind: string): Reader {
  switch (kind[0]) {
    case "s":
      return scalarText;
    case "p":
      return text;
    case "t":
      return date;
    case "e":
      return name;
    case "b":
      return boolean;
    case "f":
      return number;
    case "u":
      return whole;
    case "j":
      return (value) => value;
    case "m":
      return (value) => (isObject(value) ? value : undefined);
    case "[": {
      const inner = kind.slice(1);
      const reader = readerOf(tables, inner);
      const item = (value: unknown): unknown => {
        if (value === null && inner === "j") return null;
        const read = value === undefined || value === null ? undefined : reader(value);
        return read === undefined ? fail(`expected ${wanted(inner)}`) : read;
      };
      return (value) => (Array.isArray(value) ? value.map(item) : undefined);
    }
    default: {
      const message = kind.slice(1);
      return (value) =>
        isObject(value) || messageOf(tables, message).assumed ? read(tables, message, value) : undefined;
    }
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
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
  return text(isObject(value) ? value["name"] : value);
}

function boolean(value: unknown): boolean | undefined {
  if (typeof value === "string") {
    const text = value.trim();
    return text === "true" ? true : text === "false" ? false : undefined;
  }
  return typeof value === "boolean" ? value : undefined;
}

function number(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function whole(value: unknown): number | undefined {
  const found = number(value);
  return found !== undefined && Number.isInteger(found) && found >= 0 ? found : undefined;
}

/** What protobuf's JSON leaves out, and some write null for. */
function empty(tables: Tables, kind: string): unknown {
  switch (kind[0]) {
    case "[": return [];
    case "u": case "f": return 0;
    case "s": return "";
    case "j": return null;
    case "@": return read(tables, kind.slice(1), {});
    default: return {};
  }
}
