/** Draws a call: a card with a bar of time and, in words, what the bar shows. */

import { duration, giveUp } from "./history.js";

export class Card {
  #history;
  #cancel;

  /** @param {string} title @param {() => void} cancel */
  constructor(title, cancel) {
    this.element = make("li", "call");
    this.element.dataset.state = "running";
    this.title = make("h2", "", title);
    this.outcome = make("p", "outcome", "under way");
    this.outcome.setAttribute("role", "status");
    this.#cancel = make("button", "cancel", "Cancel");
    this.#cancel.type = "button";
    this.#cancel.addEventListener("click", cancel);
    this.bar = make("div", "bar");
    this.bar.setAttribute("aria-hidden", "true");
    this.axis = make("div", "axis");
    this.axis.setAttribute("aria-hidden", "true");
    this.steps = make("ol", "steps");
    const head = make("div", "head");
    head.append(this.title, this.outcome, this.#cancel);
    this.element.append(head, this.bar, this.axis, this.steps);
    document.querySelector("#calls").prepend(this.element);
  }

  /** Takes a change of the history, and draws on until the call has ended. */
  show(history) {
    const idle = this.#history === undefined;
    this.#history = history;
    this.#words();
    if (idle) this.#frame();
  }

  /** The call has ended: says how. */
  end(state, outcome) {
    this.element.dataset.state = state;
    this.outcome.textContent = outcome;
    this.#cancel.remove();
    if (this.#history) {
      giveUp(this.#history);
      this.#words();
    }
  }

  #frame = () => {
    const history = this.#history;
    const now = history.took ?? performance.now() - history.began;
    const scale = scaleFor(now);
    this.bar.replaceChildren(
      ...history.segments.map(({ kind, tone, from, to, label }) => {
        const segment = make("i", `${kind} ${tone ?? ""}`.trim());
        segment.style.left = `${(from / scale) * 100}%`;
        segment.style.width = `${(((to ?? now) - from) / scale) * 100}%`;
        segment.title = label;
        return segment;
      }),
    );
    this.axis.replaceChildren(...[0, scale / 2, scale].map((at) => make("span", "", duration(at))));
    if (history.took === undefined) requestAnimationFrame(this.#frame);
  };

  #words() {
    this.steps.replaceChildren(
      ...this.#history.segments.map(({ kind, tone, from, to, label }) => {
        const step = make("li", "", label);
        step.dataset.kind = kind;
        if (tone) step.dataset.tone = tone;
        // A wait says itself how long it is.
        if (to !== undefined && kind !== "wait") step.append(make("small", "", duration(to - from)));
        return step;
      }),
    );
  }
}

/** The next round number of milliseconds that holds `ms`. */
function scaleFor(ms) {
  const rounds = [10, 20, 30, 50].flatMap((one) => [one, one * 10, one * 100, one * 1000]).sort((a, b) => a - b);
  return rounds.find((round) => round >= ms) ?? ms;
}

function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
