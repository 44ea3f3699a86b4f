// Node, Bun and Deno: the file lies beside this one.
import { readFile } from "node:fs/promises";

// Bundlers see this address, copy the file and write the new address here.
const copied = async () => readFile(new URL("../dist/keybearer.wasm", import.meta.url));
// Turbopack writes an address for pages, which no server can open. This one it leaves as it is.
const beside = (name) => readFile(new URL(name, import.meta.url));

export const locate = () => copied().catch(() => beside("../dist/keybearer.wasm"));

export const opened = (url) => (url.startsWith("file:") ? readFile(new URL(url)) : fetch(url));
