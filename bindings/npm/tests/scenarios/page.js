/** The half of the browser's runner that runs in a page. */

import { declare } from "./operations.js";
import { run } from "./run.js";

/**
 * Plays one scenario. `control` is lent by the program that drives the browser, so that the few
 * connections that a browser opens to an origin are the SDK's alone.
 */
export async function play(entry, declarations, scenario, sandboxes) {
  declare(declarations);
  const keybearer = await import(entry);
  const unhandled = [];
  addEventListener("unhandledrejection", ({ reason }) => unhandled.push(`${reason?.stack ?? reason}`));
  const control = async (...request) => JSON.parse(await globalThis.control(JSON.stringify(request)));
  const problem = await run({ keybearer, control, show }, scenario, sandboxes);
  if (unhandled.length === 0) return problem;
  return `${problem ?? ""}\na rejection was not handled: ${unhandled.join("\n")}`;
}

/** All text that can be reached from a value: what developer tools could show of it. */
function show(value) {
  const seen = new Set();
  const texts = [];
  const walk = (value, depth) => {
    if (typeof value === "string" || typeof value === "number") texts.push(`${value}`);
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    if (seen.has(value) || depth > 12 || value === globalThis) return;
    seen.add(value);
    for (const name of Reflect.ownKeys(value)) {
      texts.push(String(name));
      // What a getter throws, or an object of the platform hides, nobody sees.
      try {
        walk(value[name], depth + 1);
      } catch {}
    }
    if (value instanceof Map || value instanceof Set) for (const item of value) walk(item, depth + 1);
  };
  walk(value, 0);
  return `${value} ${texts.join(" ")}`;
}
