/** What the observer tells, as the history of each call: segments of time, ready to be drawn. */

/**
 * @typedef {object} Segment
 * @property {"attempt" | "wait" | "refresh"} kind
 * @property {number} from In milliseconds since the call began.
 * @property {number | undefined} to Nothing while it goes on.
 * @property {"good" | "bad" | "open" | undefined} tone How an attempt ended.
 * @property {string} label
 *
 * @typedef {object} History
 * @property {number} began By `performance.now()`.
 * @property {number | undefined} took Nothing while the call runs.
 * @property {Segment[]} segments
 */

/** Collects events of one client. */
export class Histories {
  /** @type {Map<number, History>} By the number of the call. */
  #calls = new Map();

  /** @param {(number: number, history: History) => void} changed Is told of each change. */
  constructor(changed) {
    this.changed = changed;
  }

  /** The observer of a client. */
  observe = (event) => {
    const now = performance.now();
    if (event.type === "token_refreshed" || event.type === "token_refresh_failed") {
      // A refresh belongs to no call: all that wait for it share it.
      for (const [number, history] of this.#calls) {
        if (history.took === undefined) {
          addRefresh(history, event, now);
          this.changed(number, history);
        }
      }
      return;
    }
    if (event.call === undefined) return;
    const history = this.#calls.get(event.call) ?? { began: now, took: undefined, segments: [] };
    this.#calls.set(event.call, history);
    add(history, event, now - history.began);
    this.changed(event.call, history);
  };
}

function add(history, event, at) {
  const { segments } = history;
  const last = segments.at(-1);
  if (event.type === "attempt_started") {
    if (last?.kind === "wait") last.to = at;
    segments.push({ kind: "attempt", from: at, to: undefined, tone: "open", label: `attempt ${event.attempt}` });
  } else if (event.type === "attempt_finished") {
    const attempt = segments.findLast(({ kind }) => kind === "attempt");
    attempt.to = at;
    attempt.tone = event.status >= 200 && event.status < 300 ? "good" : "bad";
    attempt.label = event.status ? `HTTP ${event.status}` : "no answer";
  } else if (event.type === "retrying" && event.delay > 0) {
    segments.push({ kind: "wait", from: at, to: undefined, label: `${event.reason}: wait ${duration(event.delay)}` });
  } else if (event.type === "call_finished") {
    history.took = event.elapsed;
  }
}

/** The caller gave up: of a call that nobody waits for, the observer tells no end. */
export function giveUp(history) {
  history.took ??= performance.now() - history.began;
  const last = history.segments.at(-1);
  if (last?.to !== undefined) return;
  last.to = history.took;
  if (last.kind === "attempt") Object.assign(last, { tone: "bad", label: "cancelled" });
}

function addRefresh(history, event, now) {
  const to = now - history.began;
  const label = event.type === "token_refreshed" ? `new token, as it was ${event.reason}` : "no new token";
  history.segments.push({ kind: "refresh", from: Math.max(0, to - (event.elapsed ?? 0)), to, label });
}

/** `12 ms`, `1.50 s`. */
export function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
