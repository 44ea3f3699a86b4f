// Makes `dist/`: the WebAssembly, smaller; the glue around it; the TypeScript, compiled.
//
//     node scripts/build.mjs <folder with what wasm-bindgen wrote>
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { arranged } from "./arrange.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const bound = process.argv[2];
if (bound === undefined) {
  throw new Error("usage: node scripts/build.mjs <folder with what wasm-bindgen wrote>");
}
const bin = (name) => join(root, "node_modules", ".bin", name);
const run = (program, ...args) => execFileSync(bin(program), args, { cwd: root, stdio: "inherit" });

rmSync(join(root, "dist"), { recursive: true, force: true });
mkdirSync(join(root, "dist"), { recursive: true });

const features = [
  "--enable-bulk-memory",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-multivalue",
];
// As text from here on: read again from its bytes, it would have to be made small anew.
const core = join(bound, "core.wat");
run(
  "wasm-opt",
  join(bound, "keybearer_wasm_bg.wasm"),
  ...["-S", "-o", core],
  ...features,
  // Control flow made anew from its graph, and then twice what a single pass leaves behind.
  "--flatten",
  "--rereloop",
  "-Oz",
  "-Oz",
  // The end of the stack lies at the beginning: nothing is ever read from there.
  "--low-memory-unused",
  // It cuts the data where there are zeros, which gzip takes for nothing.
  "--skip-pass=memory-packing",
  // What they keep to use it again is kept in a local, of which each has its own number.
  "--skip-pass=local-cse",
  "--skip-pass=simplify-locals",
  "--converge",
  // One hint for all that is read and written. Engines do not look at it.
  "--dealign",
  "--strip-debug",
  "--strip-producers",
  "--strip-target-features",
);
// Names of a letter for what is imported and exported. It prints which stands for what.
const short = [...features, "--minify-imports-and-exports-and-modules"];
const names = JSON.parse(execFileSync(bin("wasm-opt"), [core, "-S", "-o", core, ...short], { encoding: "utf8" }));
writeFileSync(core, arranged(readFileSync(core, "utf8")));
run("wasm-as", core, "-o", join(root, "dist", "keybearer.wasm"), ...features);

writeFileSync(join(root, "src", "generated", "glue.ts"), glue(readFileSync(join(bound, "keybearer_wasm.js"), "utf8")));
run("tsc", "-p", "tsconfig.json");
run("tsc", "-p", "tsconfig.cjs.json");
// By their names CommonJS's files are its own: a package.json beside them would cut them off from
// the way to the .wasm that stands in the package's.
const commonjs = join(root, "dist", "cjs");
for (const file of readdirSync(commonjs, { recursive: true })) {
  const renamed = file.replace(/\.js$/, ".cjs").replace(/\.d\.ts$/, ".d.cts");
  if (renamed === file) continue;
  const text = readFileSync(join(commonjs, file), "utf8");
  const links = /((?:require\(|import\(|from )"\.{1,2}\/[^"\n]+)\.js"/g;
  writeFileSync(join(commonjs, renamed), text.replace(links, '$1.cjs"'));
  rmSync(join(commonjs, file));
}
for (const file of ["LICENSE-APACHE", "LICENSE-MIT", "docs/errors.md"]) {
  copyFileSync(join(root, "..", "..", file), join(root, basename(file)));
}

/** The JavaScript of wasm-bindgen without comments, whose indentation is regular. */
function withoutComments(script) {
  return script.replace(/^ *\/\*\*[^]*?\*\/\n/gm, "");
}

/** How wasm-bindgen passes what is declared as `parameters`: text as its place and its length. */
function passed(parameters, enums) {
  const one = (parameter) => {
    const [name, type] = parameter.split(/\??: /);
    if (/^string( \| null)?$/.test(type)) return `passText(${name}), passed`;
    if (type === "number" || type === "boolean" || enums.includes(type)) return name;
    throw new Error(`the border to the core has no ${type}`);
  };
  return parameters.split(", ").map(one).join(", ");
}

/**
 * The border as wasm-bindgen declares it, for any number of instances. What passes it is numbers and
 * text, so the way there and back is ours, and short; of its JavaScript only what calls the host is kept.
 */
function glue(script) {
  script = withoutComments(script);
  const types = withoutComments(readFileSync(join(bound, "keybearer_wasm.d.ts"), "utf8"));
  const letters = new Map(names.exports);
  const core = (name) => `wasm.${letters.get(name)}`;
  const enums = [...types.matchAll(/enum (\w+) \{[^}]*\}/g)];
  const functions = [...types.matchAll(/function (\w+)\(([^)]*)\): (void|string);/g)].filter(([, name]) => letters.has(name));
  const callable = functions.map(([, name, parameters, result]) => {
    const call = `${core(name)}(${passed(parameters, enums.map(([, one]) => one))})`;
    return `      ${name}: (${parameters.replace(/\??: [^,]+/g, "")}) => ${result === "string" ? `takenText(${call})` : call},`;
  });
  const called = names.imports.map(([, name, letter]) => {
    const shim = new RegExp(`^ {12}${name}: function\\(([^)]*)\\) \\{\\n([^]*?)^ {12}\\},\\n`, "m").exec(script);
    if (shim === null) throw new Error(`wasm-bindgen writes other code than expected: no ${name}`);
    const [, parameters, body] = shim;
    const short = body
      .replace(/const ret = (.+);\n +return ret;/, "return $1;")
      // A text that the host gives is told by its place and its length.
      .replace(/const ret = (.+);\n +(?:const|var) ptr1 = [^]*setInt32\(\(arg0 >>> 0\) \+ 4 \* 0, ptr1, true\);/, "giveText(arg0, $1);")
      .replaceAll("getStringFromWasm0", "textAt")
      .replaceAll("getArrayU8FromWasm0", "bytesAt");
    if (/Wasm0|Memory0|isLikeNone/.test(short)) throw new Error(`the border to the core has no way for ${name}:\n${short}`);
    return `        ${letter}: (${parameters}) => {\n${short}        },`;
  });
  return `// @ts-nocheck
// Made by scripts/build.mjs of what wasm-bindgen wrote for sdk-wasm. Not in the repository.

${enums.map(([one]) => `export const ${one}`).join("\n\n")}

/** What the core can be called for: see \`lib.rs\` of sdk-wasm. */
export interface Exports {
${functions.map(([, name, parameters, result]) => `  ${name}(${parameters}): ${result};`).join("\n")}
}

/** An instance of the core to be. Where types of Node stand alone, there is no \`WebAssembly\` to speak of. */
export interface Glue {
  imports: Record<string, Record<string, Function>>;
  exports: Exports;
  ready(instance: { readonly exports: object }): void;
}

/** What the core calls its host for: see \`host.rs\`. */
export interface Host {
  now(): number;
  unix(): number;
  random(bytes: Uint8Array<ArrayBuffer>): void;
  send(client: number, slot: number, call: number, head: Uint8Array, body: string | undefined): void;
  sleep(slot: number, millis: number): void;
  ask(client: number, slot: number, action: Action, given: string): void;
  cancel(slot: number): void;
  event(client: number, event: string): void;
  gone(client: number): void;
  read(call: number): string;
  done(call: number, attempts: number, elapsed: number, told: string): void;
  fail(call: number, error: string): void;
}

export function glue(host: Host): Glue {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let wasm;
  const bytesAt = (at, length) => new Uint8Array(${core("memory")}.buffer, at >>> 0, length);
  const textAt = (at, length) => {
    const bytes = bytesAt(at, length);
    if (length > 999) return decoder.decode(bytes);
    let text = "";
    for (const byte of bytes) {
      // Nearly all is ASCII, and a page's decoder takes longer for as little.
      if (byte > 127) return decoder.decode(bytes);
      text += String.fromCharCode(byte);
    }
    return text;
  };
  const takenText = ([at, length]) => {
    const text = textAt(at, length);
    ${core("__wbindgen_free")}(at, length, 1);
    return text;
  };
  /** How many bytes the text passed last has. */
  let passed;
  /** Writes a text for the core to keep, and tells where: at 0 if there is none. */
  const passText = (text) => {
    if (text == null) return 0;
    let length = text.length;
    if (length === 0) return (passed = 0) + 1;
    let at = ${core("__wbindgen_malloc")}(length, 1);
    const bytes = bytesAt(at, length);
    for (passed = 0; passed < length; passed++) {
      // Nearly all is ASCII, and short: an encoder would take longer.
      const code = text.charCodeAt(passed);
      if (code > 127) break;
      bytes[passed] = code;
    }
    if (passed < length) {
      const rest = text.slice(passed);
      at = ${core("__wbindgen_realloc")}(at, length, (length = passed + rest.length * 3), 1);
      passed += encoder.encodeInto(rest, bytesAt(at + passed, length - passed)).written;
      at = ${core("__wbindgen_realloc")}(at, length, passed, 1);
    }
    return at;
  };
  const giveText = (to, text) => {
    const at = passText(text);
    new Uint32Array(${core("memory")}.buffer, to >>> 0).set([at, passed]);
  };
  return {
    imports: {
      a: {
${called.join("\n")}
      },
    },
    exports: {
${callable.join("\n")}
    },
    ready: (instance) => {
      wasm = instance.exports;
    },
  };
}
`;
}
