/**
 * Plays the scenarios of Node against the installed package.
 *
 *     node scenarios/node.js [part of a name]
 */

import path from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

import { installConsumer } from "../support/package.js";
import { control } from "../support/sandbox.js";
import { declarations, scenarios } from "./files.js";
import { declare } from "./operations.js";
import { playAll } from "./report.js";
import { run } from "./run.js";

const AT_ONCE = 8;

const folder = await installConsumer("node-esm");
const keybearer = await import(pathToFileURL(path.join(folder, "keybearer.js")).href);
declare(await declarations());
const surface = {
  keybearer,
  control,
  show: (value) => inspect(value, { depth: 12, showHidden: true, getters: true, maxStringLength: Infinity }),
};
// A rejection that nobody handles is a defect of the SDK: nothing here leaves one.
const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(inspect(reason)));
const found = await scenarios("node", process.argv[2]);
const passed = await playAll("node", found, AT_ONCE, (scenario, sandboxes) => run(surface, scenario, sandboxes));
for (const reason of unhandled) console.log(`a rejection was not handled: ${reason}`);
process.exit(passed && unhandled.length === 0 ? 0 : 1);
