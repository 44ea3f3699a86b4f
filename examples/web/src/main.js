import { KeybearerError, PuguhClient } from "keybearer";

import { Card } from "./draw.js";
import { Histories, duration } from "./history.js";
import { Sandbox } from "./sandbox.js";

const sandbox = new Sandbox(new URLSearchParams(location.search).get("sandbox") ?? "http://127.0.0.1:8787");
let token = await begin();

/** Cards by the number of their call, and those whose call has not told its number yet. */
const cards = new Map();
const waiting = [];
const histories = new Histories((number, history) => {
  if (!cards.has(number)) cards.set(number, waiting.shift());
  cards.get(number)?.show(history);
});

const client = new PuguhClient({
  baseUrl: sandbox.url,
  accessToken: token,
  onTokenExpired: async () => (token = await sandbox.accessToken()),
  observer: histories.observe,
  attemptTimeout: 10_000,
});

/** What happens to the next call. */
const scenes = {
  plain: () => sandbox.rules(),
  revoked: async () => {
    await sandbox.rules();
    await sandbox.revoke(token);
  },
  // A page of another origin cannot read the header; the text is what it has to go by.
  throttled: () =>
    sandbox.rules({
      respond: {
        status: 429,
        headers: { "retry-after": "2" },
        json: { detail: "Rate limit exceeded. Retry after 2 seconds" },
      },
    }),
  outage: () => sandbox.rules({ respond: { status: 503 } }, { fault: "truncate" }),
  down: () => sandbox.rules({ respond: { status: 503, json: { detail: "Under maintenance" } }, times: null }),
  silent: () => sandbox.rules({ fault: "hang" }),
};

for (const button of document.querySelectorAll("[data-scene]")) {
  button.disabled = false;
  button.addEventListener("click", () => play(button.dataset.scene, button.querySelector("strong").textContent));
}

/** Prepares the sandbox, makes one call, and shows how it ends. */
async function play(scene, title) {
  await scenes[scene]();
  document.querySelector("#empty").hidden = true;
  const caller = new AbortController();
  const card = new Card(title, () => caller.abort());
  waiting.push(card);
  try {
    const { value, metadata } = await client.organizations
      .list({ pageSize: 20 }, { signal: caller.signal })
      .response();
    card.end("done", `${value.total} organizations in ${duration(metadata.elapsed)}`);
  } catch (error) {
    if (!(error instanceof KeybearerError)) throw error;
    card.end("failed", error.code === "cancelled" ? "cancelled" : `${error.code}: ${error.message}`);
  }
}

/** Finds the sandbox; without it there is nothing to show. */
async function begin() {
  const status = document.querySelector("#sandbox");
  try {
    const { puguh } = await sandbox.info();
    status.textContent = `Sandbox at ${sandbox.url}`;
    status.classList.add("found");
    return puguh.access_token;
  } catch {
    status.textContent = `No sandbox at ${sandbox.url}: start it by \`cargo run -p keybearer-sandbox\` and reload`;
    throw new Error("there is no sandbox");
  }
}
