// Browsers and their workers, by way of any bundler: it sees the address, copies the file and
// writes the new address here.
export const locate = () => fetch(new URL("../dist/keybearer.wasm", import.meta.url));

export const opened = (url) => fetch(url);
