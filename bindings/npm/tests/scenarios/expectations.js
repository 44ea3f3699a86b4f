/** Whether what happened is what a scenario demands. */

import { at, matches, mismatches, short } from "./json.js";

/** What differs from what a scenario demands. */
export class Mismatch extends Error {}

/** Turns what differs into one complaint. */
export function all(what, found) {
  if (found.length > 0) throw new Mismatch(`${what}: ${found.join("; ")}`);
}

/** Each outcome of a step is `{ok}`, `{error}` or `{cancelled}`. */
export function checkOutcomes(expected, outcomes) {
  if (expected.outcomes) {
    const counted = {};
    for (const outcome of outcomes) {
      const kind = "ok" in outcome ? "ok" : "cancelled" in outcome ? "cancelled" : outcome.error.code;
      counted[kind] = (counted[kind] ?? 0) + 1;
    }
    all("outcomes", mismatches(expected.outcomes, counted));
  }
  for (const outcome of outcomes) {
    const part = ["error", "cancelled", "ok"].find((part) => expected[part] !== undefined);
    if (!part && expected.outcomes) continue;
    if (!((part ?? "ok") in outcome)) {
      throw new Mismatch(`instead of ${part ?? "ok"} it came to ${short(outcome)}`);
    }
    // Without a pattern any success will do.
    if (part) all(part, mismatches(expected[part], outcome[part]));
    if (expected.metadata) all("metadata", mismatches(expected.metadata, outcome.metadata));
  }
  if (expected.elapsed_ms) {
    for (const outcome of outcomes) all("elapsed_ms", mismatches(expected.elapsed_ms, outcome.elapsed_ms));
  }
}

/** @param {import("./world.js").World} world */
export async function check(world, expected) {
  const journal = await world.journal();
  if (expected.journal) sameRequests(world, "journal", expected.journal, journal);
  if (expected.other_journal) {
    sameRequests(world, "other_journal", expected.other_journal, await world.journal(world.otherUrl));
  }
  for (const requests of expected.requests ?? []) checkRequests(world, requests, journal);
  if (expected.counters) {
    const counters = await world.control("GET", "/_sandbox/counters");
    all("counters", mismatches(world.resolve(expected.counters), counters));
  }
  if (expected.callbacks) {
    all("callbacks", mismatches(world.resolve(expected.callbacks), world.callbacks));
  }
  let next = 0;
  for (const event of expected.events ?? []) {
    const pattern = world.resolve(event);
    const found = world.events.findIndex((event, index) => index >= next && matches(pattern, event));
    if (found < 0) throw new Mismatch(`events: ${short(pattern)} is missing, or out of order`);
    next = found + 1;
  }
  for (const event of expected.no_events ?? []) {
    const pattern = world.resolve(event);
    const found = world.events.find((event) => matches(pattern, event));
    if (found) throw new Mismatch(`events: ${short(found)} must not be`);
  }
  for (const secret of [...world.secrets(), ...(expected.hidden ?? []).map((text) => world.resolve(text))]) {
    const shown = world.shown.find((shown) => shown?.includes(secret));
    if (shown) throw new Mismatch(`the secret ${secret} is seen in ${shown}`);
  }
}

function sameRequests(world, what, expected, actual) {
  if (expected.length !== actual.length) {
    throw new Mismatch(`${what}: ${actual.length} requests, not ${expected.length}`);
  }
  expected.forEach((pattern, index) => {
    all(`${what}, request ${index + 1}`, mismatches(world.resolve(pattern), actual[index]));
  });
}

function checkRequests(world, expected, journal) {
  const pattern = world.resolve(expected.match ?? {});
  const what = `requests that match ${JSON.stringify(pattern)}`;
  const entries = journal.filter((entry) => matches(pattern, entry));
  if (expected.count !== undefined) all(what, mismatches(expected.count, entries.length));
  if (expected.each) {
    const each = world.resolve(expected.each);
    for (const entry of entries) all(what, mismatches(each, entry));
  }
  if (expected.spacing_ms) {
    for (let index = 1; index < entries.length; index += 1) {
      const apart = entries[index].at_ms - entries[index - 1].at_ms;
      all(`${what}, spacing_ms`, mismatches(expected.spacing_ms, apart));
    }
  }
  if (expected.span_ms && entries.length > 1) {
    const apart = entries.at(-1).at_ms - entries[0].at_ms;
    all(`${what}, span_ms`, mismatches(expected.span_ms, apart));
  }
  const values = (path) => entries.map((entry) => JSON.stringify(at(entry, path) ?? null));
  for (const path of expected.same ?? []) {
    const found = new Set(values(path));
    if (found.size > 1) throw new Mismatch(`${what}: ${path} differs: ${[...found]}`);
  }
  for (const path of expected.distinct ?? []) {
    const found = values(path);
    if (new Set(found).size < found.length) throw new Mismatch(`${what}: ${path} repeats: ${found}`);
  }
}

/** What happened, for whoever has to find out why a scenario fails. */
export async function history(world) {
  const requests = (await world.journal()).slice(0, 40).map((entry) => {
    const query = entry.query ? `?${entry.query}` : "";
    const aborted = entry.aborted ? ", aborted" : "";
    return `  ${entry.at_ms.toFixed(1).padStart(8)} ms  ${entry.method} ${entry.path}${query} ${entry.status}${aborted}`;
  });
  const events = world.events.slice(0, 40).map((event) => `  ${JSON.stringify(event)}`);
  return ["requests:", ...requests, "events:", ...events].join("\n");
}
