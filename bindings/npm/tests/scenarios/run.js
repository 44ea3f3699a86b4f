/** Plays a scenario: sandbox, clients, steps, and what must have come of it. */

import { build } from "./clients.js";
import { Mismatch, all, check, checkOutcomes, history } from "./expectations.js";
import { Broken, matches, mismatches, short } from "./json.js";
import { start } from "./operations.js";
import { World } from "./world.js";

/** No scenario takes longer. */
const LIMIT = 60_000;
/** How long a scenario waits for something that should happen. */
const PATIENCE = 5_000;
const POLL = 10;

/**
 * Plays one scenario.
 *
 * @param {import("./world.js").Surface} surface
 * @param {object} scenario
 * @param {{sandbox: object, other?: object}} sandboxes What `POST /_sandbox/spawn` answered.
 * @returns {Promise<string | undefined>} What went wrong, or nothing.
 */
export async function run(surface, scenario, { sandbox, other }) {
  const world = new World(surface, sandbox, other);
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Mismatch(`it did not end within ${LIMIT / 1000} s`)), LIMIT);
  });
  try {
    await Promise.race([play(world, scenario), limit]);
    return undefined;
  } catch (error) {
    const problem =
      error instanceof Mismatch
        ? error.message
        : error instanceof Broken
          ? `the scenario is wrong: ${error.message}`
          : `${error?.stack ?? error}`;
    return `${problem}\n${await history(world)}`;
  } finally {
    clearTimeout(timer);
    for (const client of world.clients.values()) client.close?.();
  }
}

async function play(world, scenario) {
  await world.change(scenario.sandbox ?? {});
  const clients = scenario.client ? { main: scenario.client } : scenario.clients;
  const expected = scenario.expect ?? {};
  let refusal;
  for (const [name, options] of Object.entries(clients)) {
    try {
      world.clients.set(name, await build(world, name, options));
    } catch (error) {
      if (!(error instanceof world.keybearer.KeybearerError)) throw error;
      refusal = world.errorJson(error);
    }
  }
  if (expected.build_error && refusal) {
    all("the error of building the client", mismatches(world.resolve(expected.build_error), refusal));
  } else if (expected.build_error) {
    throw new Mismatch("the client was built, though it must be refused");
  } else if (refusal) {
    throw new Mismatch(`the client was refused: ${JSON.stringify(refusal)}`);
  }
  for (const [index, step] of (scenario.steps ?? []).entries()) {
    try {
      await take(world, step);
    } catch (error) {
      if (error instanceof Mismatch || error instanceof Broken) error.message = `step ${index + 1}: ${error.message}`;
      throw error;
    }
  }
  for (const client of world.clients.values()) {
    world.shown.push(String(client), JSON.stringify(client) ?? "", world.surface.show(client));
  }
  // The sandbox may still be taking down what has just happened.
  await until(() => check(world, expected));
}

/** Tries again until `look` throws no more, or patience has an end. */
async function until(look) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof Mismatch) || performance.now() >= deadline) throw error;
    }
    await sleep(POLL);
  }
}

async function take(world, step) {
  if (step.call) {
    await call(world, step);
  } else if (step.parallel) {
    await Promise.all(step.parallel.map((step) => take(world, step)));
  } else if (step.sleep_ms !== undefined) {
    await sleep(step.sleep_ms);
  } else if (step.sandbox) {
    await sleep(step.after_ms ?? 0);
    await world.change(step.sandbox);
  } else if (step.wait_for) {
    const pattern = world.resolve(step.wait_for);
    await until(async () => {
      const found = (await world.journal()).some((entry) => matches(pattern, entry));
      if (!found) throw new Mismatch(`no request came that matches ${short(pattern)}`);
    });
  } else {
    throw new Broken(`no step is like ${short(step)}`);
  }
}

/** Makes the calls of a step and checks what came of them. */
export async function call(world, step) {
  if (step.after_ms) await sleep(step.after_ms);
  step = { ...step, expect: { ...step.expect } };
  for (const part of ["arguments", "request", "options"]) {
    if (step[part] !== undefined) step[part] = world.resolve(step[part]);
  }
  for (const part of ["ok", "error", "metadata"]) {
    if (step.expect[part] !== undefined) step.expect[part] = world.resolve(step.expect[part]);
  }
  const client = world.client(step.client ?? "main");
  const outcomes = [];
  let left = step.times ?? 1;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      outcomes.push(await one(world, client, step));
    }
  };
  await Promise.all(Array.from({ length: Math.min(step.concurrency ?? 1, left) }, worker));
  if (step.save) world.variables.saved[step.save] = outcomes[0].ok;
  try {
    checkOutcomes(step.expect, outcomes);
  } catch (error) {
    if (error instanceof Mismatch) error.message = `${step.call}: ${error.message}`;
    throw error;
  }
}

/** One call, and its outcome as JSON. */
async function one(world, client, step) {
  const caller = new AbortController();
  const started = performance.now();
  let timer;
  if (step.cancel_after_ms !== undefined) timer = setTimeout(() => caller.abort(), step.cancel_after_ms);
  const outcome = await start(world, client, step, caller.signal).catch((error) => {
    if (error instanceof Broken) throw error;
    const json = world.errorJson(error);
    // Whoever gave up is told so; nothing else would do.
    return caller.signal.aborted && json.code === "cancelled" ? { cancelled: true } : { error: json };
  });
  clearTimeout(timer);
  return { ...outcome, elapsed_ms: performance.now() - started };
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
