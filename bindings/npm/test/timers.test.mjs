import assert from "node:assert/strict";
import { test } from "node:test";
import { Timers } from "../dist/esm/timers.js";

/** The platform's clock and timers, which stand still until they are told. */
function platform(t) {
  const state = { now: 0, running: [], cleared: [] };
  t.mock.method(performance, "now", () => state.now);
  t.mock.method(globalThis, "setTimeout", (run, millis) => state.running.push({ run, millis }));
  t.mock.method(globalThis, "clearTimeout", (handle) => state.cleared.push(handle));
  return state;
}

test("in a page timers of one length share one of the platform's, and go off in turn", (t) => {
  const state = platform(t);
  const woken = [];
  const timers = new Timers((number) => woken.push(number), true);
  timers.set(1, 100);
  state.now = 40;
  timers.set(2, 100);
  timers.set(3, 50);
  assert.deepEqual(state.running.map(({ millis }) => millis), [100, 50]);
  assert.ok(timers.clear(1));
  assert.ok(!timers.clear(1), "it is gone");
  state.now = 100;
  state.running[1].run();
  state.running[0].run();
  assert.deepEqual(woken, [3]);
  assert.equal(state.running[2].millis, 40, "the platform's runs on for the next one");
  state.now = 140;
  state.running[2].run();
  assert.deepEqual(woken, [3, 2]);
  assert.ok(!timers.clear(2));
  assert.equal(state.running.length, 3);
  timers.set(4, 100);
  assert.equal(state.running.length, 4);
  assert.deepEqual(state.cleared, []);
});

test("elsewhere each timer is its own, and none is left when it is cleared", (t) => {
  const state = platform(t);
  const woken = [];
  const timers = new Timers((number) => woken.push(number), false);
  timers.set(1, 100);
  timers.set(2, 100);
  timers.set(3, 100);
  assert.equal(state.running.length, 3);
  timers.clear(1);
  timers.clearAll();
  assert.deepEqual(state.cleared, [1, 2, 3]);
  timers.set(4, 100);
  state.now = 99.6;
  state.running[3].run();
  assert.deepEqual(woken, [], "the platform was early");
  assert.equal(state.running[4].millis, 1);
  state.now = 100.6;
  state.running[4].run();
  assert.deepEqual(woken, [4]);
});

test("a timer that is longer than the platform's is set again", (t) => {
  const state = platform(t);
  const woken = [];
  const timers = new Timers((number) => woken.push(number), false);
  timers.set(1, 3e9);
  assert.equal(state.running[0].millis, 2 ** 31 - 1);
  state.now = 2 ** 31 - 1;
  state.running[0].run();
  assert.deepEqual(woken, []);
  assert.equal(state.running[1].millis, 3e9 - (2 ** 31 - 1));
  state.now = 3e9;
  state.running[1].run();
  assert.deepEqual(woken, [1]);
});
