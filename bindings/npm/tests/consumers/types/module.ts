// Where `WebAssembly` is declared: in pages, in their workers, and in types of Node that are newer.
import { init, type WasmModule, type WasmSource } from "keybearer";

export async function start(module: WebAssembly.Module, bytes: Uint8Array): Promise<void> {
  const known: WasmModule = module;
  const source: WasmSource = module;
  await init(known);
  await init(source);
  await init(module);
  await init(bytes);
  await init(fetch("/keybearer.wasm"));
  // @ts-expect-error: a number is no place
  await init(5);
  // @ts-expect-error: nor are the options of a fetch
  await init({ method: "GET" });
}
