/** Plays many scenarios at once, and says how they went. */

import { control, startSandbox } from "../support/sandbox.js";

/** A scenario with so many calls at once is played alone: it would hold up what others measure. */
const CROWD = 100;

/**
 * Plays `found` with `play(scenario, sandboxes)`, `atOnce` at a time, each with a sandbox of its
 * own; prints a line for each that fails and a summary.
 *
 * All share one thread and its clock. One that fails among others is therefore played again, alone,
 * and the summary names those that passed only then.
 *
 * @returns {Promise<boolean>} Whether all passed.
 */
export async function playAll(title, found, atOnce, play) {
  const sandbox = await startSandbox();
  const started = performance.now();
  let done = 0;

  /** What went wrong with one, or nothing. */
  const one = async ({ scenario }) => {
    const sandboxes = {
      sandbox: await sandbox.spawn(),
      other: scenario.sandbox?.other ? await sandbox.spawn() : undefined,
    };
    const problem = await play(scenario, sandboxes).catch((error) => `${error?.stack ?? error}`);
    for (const spawned of Object.values(sandboxes)) {
      if (spawned) await control(spawned.url, "DELETE", "/_sandbox").catch(() => {});
    }
    return problem;
  };

  const together = found.filter(({ scenario }) => !isCrowd(scenario));
  const alone = found.filter(({ scenario }) => isCrowd(scenario)).map((each) => ({ ...each, before: undefined }));
  const queue = [...together];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const before = await one(next);
      if (before !== undefined) alone.push({ ...next, before });
      done += 1;
      if (done % 50 === 0) console.log(`  ${title}: ${done} of ${found.length}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));

  const failed = [];
  for (const next of alone) {
    const { file, scenario, before } = next;
    const problem = await one(next);
    if (problem !== undefined) {
      failed.push(scenario.name);
      console.log(`FAILED ${scenario.name} [${scenario.rule}]\n  ${file}: ${problem}\n`);
    } else if (before !== undefined) {
      console.log(`passed only when played alone: ${scenario.name}\n  ${before.split("\n")[0].slice(0, 300)}`);
    }
  }
  sandbox.stop();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  for (const name of failed) console.log(`failed: ${name}`);
  console.log(`${title}: ${found.length} scenarios in ${seconds} s`);
  console.log(`${found.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && found.length > 0;
}

function isCrowd(scenario) {
  return JSON.stringify(scenario.steps ?? []).match(/"concurrency":(\d+)/g)?.some((text) => Number(text.slice(14)) >= CROWD) ?? false;
}
