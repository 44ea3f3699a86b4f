/** What the parts of one running scenario share. */

import { Broken, mapMembers, substitute } from "./json.js";
import { errorJson, eventJson } from "./shapes.js";

/**
 * What differs between Node and a page.
 *
 * @typedef {object} Surface
 * @property {object} keybearer The package under test.
 * @property {(url: string, method: string, path: string, body?: unknown) => Promise<any>} control
 *   A request to the control API of a sandbox, by a way of its own: the connections of the SDK
 *   stay the SDK's.
 * @property {(value: unknown) => string} show Everything that a person could see of a value.
 */

export class World {
  /** @param {Surface} surface */
  constructor(surface, sandbox, other) {
    this.surface = surface;
    this.keybearer = surface.keybearer;
    this.url = sandbox.url;
    this.otherUrl = other?.url;
    this.variables = { info: sandbox, tokens: {}, saved: {}, ...(other && { other }) };
    this.clients = new Map();
    this.stores = new Map();
    this.events = [];
    this.callbacks = [];
    /** Everything that a person could get to see, and that therefore must hold no secret. */
    this.shown = [];
    /** What callbacks threw: as the cause of an error it stays as it is. */
    this.thrown = [];
  }

  /** `value` with the variables as they are now. */
  resolve(value) {
    return substitute(value, this.variables);
  }

  client(name) {
    const client = this.clients.get(name);
    if (!client) throw new Broken(`there is no client ${name}`);
    return client;
  }

  control(method, path, body) {
    return this.surface.control(this.url, method, path, body);
  }

  /** Changes the sandbox. The members take effect in the order of the README. */
  async change(change) {
    if (change.clear_rules) await this.control("DELETE", "/_sandbox/rules");
    if (change.settings) await this.control("POST", "/_sandbox/settings", this.resolve(change.settings));
    for (const [name, mint] of Object.entries(change.mint ?? {})) {
      this.variables.tokens[name] = await this.control("POST", "/_sandbox/mint", this.resolve(mint));
    }
    for (const rule of change.rules ?? []) {
      await this.control("POST", "/_sandbox/rules", { rules: [this.resolve(rule)] });
    }
    for (const revoke of change.revoke ?? []) {
      await this.control("POST", "/_sandbox/revoke", this.resolve(revoke));
    }
    if (change.rotate_signing_key) await this.control("POST", "/_sandbox/rotate_signing_key");
  }

  /** The requests so far, without the preflights of browsers. */
  async journal(url = this.url) {
    const { requests } = await this.surface.control(url, "GET", "/_sandbox/journal");
    return requests.filter((entry) => entry.method !== "OPTIONS");
  }

  observe(event) {
    this.shown.push(this.surface.show(event));
    this.events.push(eventJson(event));
  }

  /** The error as JSON; all of its text is remembered. */
  errorJson(error) {
    const { KeybearerError } = this.keybearer;
    if (!(error instanceof KeybearerError)) {
      return { not_an_error_of_ours: `${error?.stack ?? error}` };
    }
    const json = errorJson(error);
    this.shown.push(JSON.stringify(json), JSON.stringify(error));
    for (let shown = error; shown !== undefined && shown !== null; shown = shown.cause) {
      if (this.thrown.includes(shown)) break;
      this.shown.push(String(shown), this.surface.show(shown));
    }
    return json;
  }

  /** Secrets that must be seen nowhere: variables whose names say so. */
  secrets() {
    const found = new Set();
    const collect = (value) => {
      mapMembers(value, (member, name) => {
        if (typeof member === "string") {
          if (/(key|token|password|secret|code)$/.test(name)) found.add(member);
        } else if (typeof member === "object" && member !== null) {
          collect(member);
        }
      });
    };
    collect(this.variables);
    return [...found];
  }
}
