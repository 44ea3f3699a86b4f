// What a page loads, as lines of a name, a tab and the bytes after gzip: the .wasm, and the
// JavaScript of each entry as a bundler minifies it.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const zipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

async function bundled(entry) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "./dist/esm/${entry}.js"`, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["browser"],
  });
  return zipped(outputFiles[0].contents);
}

const wasm = zipped(readFileSync(join(root, "dist", "keybearer.wasm")));
const all = await bundled("index");
console.log(`npm: .wasm, gzip\t${wasm}`);
console.log(`npm: JS of all three clients, gzip\t${all}`);
for (const one of ["pug", "puguh", "composite"]) {
  console.log(`npm: JS of keybearer/${one} alone, gzip\t${await bundled(`entry/${one}`)}`);
}
console.log(`total\t${wasm + all}`);
