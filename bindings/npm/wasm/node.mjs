// Node, Bun and Deno: the file lies beside this one.
import { readFile } from "node:fs/promises";

export const locate = () => readFile(new URL("../dist/keybearer.wasm", import.meta.url));
