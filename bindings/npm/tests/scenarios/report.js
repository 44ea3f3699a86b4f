/** Plays many scenarios at once, and says how they went. */

import { control, startSandbox } from "../support/sandbox.js";

/**
 * Plays `found` with `play(scenario, sandboxes)`, `atOnce` at a time, each with a sandbox of its
 * own; prints a line for each that fails and a summary.
 *
 * @returns {Promise<boolean>} Whether all passed.
 */
export async function playAll(title, found, atOnce, play) {
  const sandbox = await startSandbox();
  const started = performance.now();
  const queue = [...found];
  const failed = [];
  let passed = 0;
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { file, scenario } = next;
      const sandboxes = {
        sandbox: await sandbox.spawn(),
        other: scenario.sandbox?.other ? await sandbox.spawn() : undefined,
      };
      const problem = await play(scenario, sandboxes).catch((error) => `${error?.stack ?? error}`);
      for (const spawned of Object.values(sandboxes)) {
        if (spawned) await control(spawned.url, "DELETE", "/_sandbox").catch(() => {});
      }
      if (problem === undefined) passed += 1;
      else {
        failed.push(scenario.name);
        console.log(`FAILED ${scenario.name} [${scenario.rule}]\n  ${file}: ${problem}\n`);
      }
      const done = passed + failed.length;
      if (done % 50 === 0) console.log(`  ${title}: ${done} of ${found.length}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  sandbox.stop();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  for (const name of failed) console.log(`failed: ${name}`);
  console.log(`${title}: ${found.length} scenarios in ${seconds} s`);
  console.log(`${passed} passed, ${failed.length} failed`);
  return failed.length === 0 && passed > 0;
}
