import { inBrowser } from "./environment.js";

/** Milliseconds on a clock that never goes back. */
export const now = (): number => performance.now();

/** Timers that are longer go off at once, on every platform. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Timers that share one of the platform's. */
interface Group {
  readonly millis: number;
  /** By their numbers, when they are due. Of one length, the first that was set is the first due. */
  readonly due: Map<number, number>;
  handle?: ReturnType<typeof setTimeout>;
}

/**
 * Timers by numbers.
 *
 * Nearly all of them are limits that never run out. A page spends more on setting and clearing one
 * than on most other steps of a call, so there those of the same length share one, which is left to
 * run when nobody needs it. Elsewhere each is its own: one that is left would keep a process alive,
 * and may belong to a request that is over.
 */
export class Timers {
  readonly #wake: (number: number) => void;
  readonly #shared: boolean;
  /** By their length, those that are shared. */
  readonly #lengths = new Map<number, Group>();
  readonly #groups = new Map<number, Group>();

  #holding = false;

  constructor(wake: (number: number) => void, shared = inBrowser()) {
    this.#wake = wake;
    this.#shared = shared;
  }

  set(number: number, millis: number): void {
    let group = this.#lengths.get(millis);
    if (!group) {
      group = { millis, due: new Map() };
      if (this.#shared) this.#lengths.set(millis, group);
      this.#run(group, millis);
    }
    group.due.set(number, now() + millis);
    this.#groups.set(number, group);
  }

  /** Whether there was one. */
  clear(number: number): boolean {
    const group = this.#groups.get(number);
    if (!group) return false;
    this.#groups.delete(number);
    group.due.delete(number);
    if (!this.#shared) clearTimeout(group.handle);
    return true;
  }

  /** Whether they keep a program alive that has nothing else to do: not while no call is under way. */
  hold(program: boolean): void {
    this.#holding = program;
    if (this.#shared) return;
    for (const group of this.#groups.values()) this.#hold(group);
  }

  clearAll(): void {
    for (const number of this.#groups.keys()) this.clear(number);
  }

  #hold({ handle }: Group): void {
    const timer = handle as { ref?(): void; unref?(): void } | undefined;
    if (this.#holding) timer?.ref?.();
    else timer?.unref?.();
  }

  #run(group: Group, millis: number): void {
    group.handle = setTimeout(() => {
      for (const [number, due] of group.due) {
        const left = due - now();
        // Some platforms are a little early, and the longest have to be set again.
        if (left > 0) return this.#run(group, Math.ceil(left));
        this.#groups.delete(number);
        group.due.delete(number);
        this.#wake(number);
      }
      this.#lengths.delete(group.millis);
    }, Math.min(millis, LONGEST_TIMER));
    if (!this.#holding) this.#hold(group);
  }
}
