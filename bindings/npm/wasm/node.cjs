// Node, by `require`: the file lies beside this one.
const { readFile } = require("node:fs/promises");
const { join } = require("node:path");

exports.locate = () => readFile(join(__dirname, "../dist/keybearer.wasm"));

exports.opened = (url) => (url.startsWith("file:") ? readFile(new URL(url)) : fetch(url));
