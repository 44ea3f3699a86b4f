// Arranges a module so that code that does the same has the same bytes, which is what gzip looks for.
// What it does stays as it is: locals get other numbers, and functions stand in another order.

/** Where the pointer to the function's frame is kept, by far the local used most; from where on longs are. */
const FRAME = 10;
const LONGS = 20;

/** @param text A module in WebAssembly's text format, as wasm-opt writes it. */
export function arranged(text) {
  const parts = text.slice(0, text.lastIndexOf(")")).split(/^ (?=\()/m);
  const isFunction = (part) => part.startsWith("(func ");
  const functions = parts.filter(isFunction).map(numbered);
  // Short ones first, as they are called most and low numbers are short too; like beside like.
  const size = ({ length }) => Math.floor(Math.log2(length));
  const body = (code) => code.replace(/^\(func (\$"[^"]*"|\S+)/, "");
  functions.sort((one, other) => size(one) - size(other) || (body(one) < body(other) ? -1 : 1));
  return [...parts.filter((part) => !isFunction(part)), ...functions].join(" ") + ")";
}

/** A function with its locals by how often they are used, the frame's in the same place everywhere. */
function numbered(code) {
  const signature = code.slice(0, code.indexOf("\n") + 1);
  const parameters = signature.split("(param ").length - 1;
  const uses = {};
  for (const [, name] of code.matchAll(/\(local\.\w+ (\$\d+)/g)) uses[name] = (uses[name] ?? 0) + 1;
  const declared = [...code.matchAll(/^  \(local (\$\d+) (\w+|\(tuple [^)]*\))\)\n/gm)];
  const used = (type) =>
    declared
      .filter(([, name, own]) => own === type && uses[name] > 0)
      .map(([, name]) => name)
      .sort((one, other) => uses[other] - uses[one]);

  // Those that nobody uses fill the room before a fixed place. They cost nothing: locals of one type
  // are declared by their number.
  const locals = used("i32").map((name) => [name, "i32"]);
  const reserve = (place) => {
    while (parameters + locals.length < place) locals.push(["", "i32"]);
  };
  const frame = /\(local\.\w+ (\$\d+)\s+\(i32\.sub\s+\(global\.get \$__stack_pointer\)/.exec(code)?.[1];
  const own = locals.findIndex(([name]) => name === frame);
  if (own >= 0) {
    const pointer = locals.splice(own, 1);
    reserve(FRAME);
    locals.splice(Math.max(0, FRAME - parameters), 0, ...pointer);
  }
  for (const type of new Set(declared.map(([, , type]) => type))) {
    if (type === "i32") continue;
    reserve(LONGS);
    locals.push(...used(type).map((name) => [name, type]));
  }

  const places = new Map(locals.map(([name], place) => [name, `$${parameters + place}`]));
  const declarations = locals.map(([, type], place) => `  (local $${parameters + place} ${type})\n`);
  const body = code
    .slice(signature.length)
    .replace(/^  \(local .*\n/gm, "")
    .replace(/(\(local\.\w+ )(\$\d+)/g, (_, use, name) => use + (places.get(name) ?? name));
  return signature + declarations.join("") + body;
}
