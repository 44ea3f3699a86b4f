// Makes `dist/`: the WebAssembly, smaller; the glue around it; the TypeScript, compiled.
//
//     node scripts/build.mjs <folder with what wasm-bindgen wrote>
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bound = process.argv[2];
if (bound === undefined) {
  throw new Error("usage: node scripts/build.mjs <folder with what wasm-bindgen wrote>");
}
const bin = (name) => join(root, "node_modules", ".bin", name);
const run = (program, ...args) => execFileSync(bin(program), args, { cwd: root, stdio: "inherit" });

rmSync(join(root, "dist"), { recursive: true, force: true });
mkdirSync(join(root, "dist"), { recursive: true });

const core = join(root, "dist", "keybearer.wasm");
const features = [
  "--enable-bulk-memory",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-multivalue",
];
run(
  "wasm-opt",
  join(bound, "keybearer_wasm_bg.wasm"),
  "-o",
  core,
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
  "--converge",
  "--strip-debug",
  "--strip-producers",
  "--strip-target-features",
);
// Names of a letter for what is imported and exported. It prints which stands for what.
const short = ["--minify-imports-and-exports-and-modules"];
const names = JSON.parse(execFileSync(bin("wasm-opt"), [core, "-o", core, ...features, ...short], { encoding: "utf8" }));

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

function withoutComments(script) {
  return script.replace(/^ *\/\*\*[^]*?\*\/\n/gm, "");
}

/**
 * What wasm-bindgen wrote, for any number of instances: it keeps its state in variables, which here
 * are those of a function. Loading is ours (`engine.ts`), so its own is cut off.
 */
function glue(script) {
  script = withoutComments(script);
  for (const [module, name, letter] of names.imports) {
    script = script.replace(`${name}: function`, `${letter}: function`).replace(`"${module}": import0`, "a: import0");
  }
  for (const [name, letter] of names.exports) {
    script = script.replace(new RegExp(`\\bwasm\\.${name}\\b`, "g"), `wasm.${letter}`);
  }
  const between = (from, to) => {
    const [start, end] = [script.indexOf(from), script.indexOf(to)];
    if (start < 0 || end < start) throw new Error(`wasm-bindgen writes other code than expected: no ${from}`);
    return script.slice(start, end);
  };
  // Most texts that a call ends with are empty, and a page's decoder takes its time for those too.
  const body = between("    function ", "    async function __wbg_load(")
    .replace("function decodeText(bytes) {", '$&\n        if (bytes.length === 0) return "";')
    // Every host there is has `encodeInto`, and the core its `realloc`.
    .replace(/^ {8}if \(realloc === undefined\) \{[^]*?^ {8}\}\n/m, "")
    .replace(/^ {4}if \(!\('encodeInto' in [^]*?^ {4}\}\n/m, "");
  const declared = [];
  for (const [, name, parameters] of script.matchAll(/^ {4}function (\w+)\(([^)]*)\) \{$/gm)) {
    if (script.includes(`exports.${name} = ${name};`)) declared.push([name, parameters]);
  }
  const types = withoutComments(readFileSync(join(bound, "keybearer_wasm.d.ts"), "utf8"));
  const enums = types.match(/enum \w+ \{[^}]*\}/g) ?? [];
  const signature = (name) => {
    const found = new RegExp(`function ${name}\\(([^)]*)\\): ([^;]+);`).exec(types);
    if (found === null) throw new Error(`wasm-bindgen declares no ${name}`);
    return `  ${name}(${found[1]}): ${found[2]};`;
  };
  return `// @ts-nocheck
// Made by scripts/build.mjs of what wasm-bindgen wrote for sdk-wasm. Not in the repository.

${enums.map((one) => `export const ${one}`).join("\n\n")}

/** What the core can be called for: see \`lib.rs\` of sdk-wasm. */
export interface Exports {
${declared.map(([name]) => signature(name)).join("\n")}
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
  send(client: number, slot: number, call: number, head: string, body: string | undefined): void;
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
    const exports: any = {};
${body}
    return { imports: __wbg_get_imports(), exports, ready: __wbg_finalize_init };
}
`;
}
