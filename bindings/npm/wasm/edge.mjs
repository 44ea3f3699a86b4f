// Vercel's edge, as Workers.
import module from "../dist/keybearer.wasm?module";

export const locate = () => module;

export const opened = (url) => fetch(url);
