/** Measures clients against each other, in one run and by turns. */

/** Calls of each client before any is counted: V8 goes on to compile a client's code for so many. */
const WARM_UP = 2000;

/**
 * Calls of each client, one after the other, for so many rounds; within a round each client has its
 * turn, beginning with another each time. Rounds are short, so that a machine that grows slower or
 * faster meanwhile does so for all alike.
 *
 * @param {Record<string, () => Promise<unknown>>} clients
 * @returns {Promise<Record<string, {rate: number, ratio: number}>>} Medians: calls a second, and the
 *   ratio to plain fetch within a round.
 */
export async function compare(clients, { rounds, calls }) {
  const names = Object.keys(clients);
  const rates = Object.fromEntries(names.map((name) => [name, []]));
  // Code is compiled and connections are open before anything is counted.
  for (const name of names) await timed(clients[name], WARM_UP);
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      rates[name].push(calls / (await timed(clients[name], calls)));
    }
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      { rate: median(rates[name]), ratio: median(rates[name].map((rate, round) => rate / rates.fetch[round])) },
    ]),
  );
}

/** Seconds that so many calls take. */
async function timed(call, calls) {
  const started = performance.now();
  for (let count = 0; count < calls; count += 1) await call();
  return (performance.now() - started) / 1000;
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
