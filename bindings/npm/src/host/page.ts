/** What `server.ts` has, in pages: no environment to read, and a `fetch` that never says why it failed. */
import { misconfigured } from "../errors.js";

export function fromEnvironment(): never {
  throw misconfigured("fromEnv", "reads the environment, and a page has none");
}

export function reasonOf(): undefined {}
