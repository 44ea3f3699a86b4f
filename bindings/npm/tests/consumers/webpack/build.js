// Nothing but what webpack does by itself: the package must need no loader and no plugin.
import { promisify } from "node:util";

import webpack from "webpack";

const stats = await promisify(webpack)({ mode: "production", entry: "./src/main.js", stats: "errors-warnings" });
console.log(stats.toString({ preset: "errors-warnings" }));
if (stats.hasErrors() || stats.hasWarnings()) process.exitCode = 1;
