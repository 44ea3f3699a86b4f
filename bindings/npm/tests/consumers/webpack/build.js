// Nothing but what webpack does by itself: the package must need no loader and no plugin. Its hints at
// files above 244 KiB count the .wasm as it is on disk; compressed it is a third of that.
import { promisify } from "node:util";

import webpack from "webpack";

const stats = await promisify(webpack)({
  mode: "production",
  entry: "./src/main.js",
  performance: { hints: false },
});
console.log(stats.toString({ preset: "errors-warnings" }));
if (stats.hasErrors() || stats.hasWarnings()) process.exitCode = 1;
