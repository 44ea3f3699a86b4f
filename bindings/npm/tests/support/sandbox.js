/** The sandbox as a program, and requests to its control API. */

import { spawn } from "node:child_process";
import http from "node:http";
import { createInterface } from "node:readline";

// Connections of its own: what the SDK meets on its connections must not depend on these.
const agent = new http.Agent({ keepAlive: false });

/** A request to the control API of the sandbox at `url`. */
export function control(url, method, path, body) {
  const { promise, resolve, reject } = deferred();
  const text = body === undefined ? "" : JSON.stringify(body);
  const request = http.request(new URL(path, url), { method, agent, headers: { "content-length": Buffer.byteLength(text) } });
  request.on("error", reject);
  request.on("response", async (response) => {
    try {
      let answer = "";
      for await (const chunk of response.setEncoding("utf8")) answer += chunk;
      if (response.statusCode !== 200) throw new Error(`${method} ${path}: ${response.statusCode} ${answer}`);
      resolve(JSON.parse(answer));
    } catch (error) {
      reject(error);
    }
  });
  request.end(text);
  return promise;
}

/**
 * Starts the sandbox; `KEYBEARER_SANDBOX` is the program. It ends with this process.
 *
 * @returns {Promise<{url: string, info: object, spawn: () => Promise<object>, stop: () => void}>}
 */
export async function startSandbox() {
  const program = process.env.KEYBEARER_SANDBOX;
  if (!program) {
    throw new Error("KEYBEARER_SANDBOX must name the program `keybearer-sandbox`; `cargo xtask test npm-tests` and the like set it");
  }
  const child = spawn(program, ["--json"], { stdio: ["ignore", "pipe", "inherit"] });
  const stop = () => child.kill();
  process.once("exit", stop);
  const { promise, resolve, reject } = deferred();
  child.once("error", reject);
  child.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
  createInterface({ input: child.stdout }).once("line", resolve);
  const info = JSON.parse(await promise);
  return { url: info.url, info, stop, spawn: () => control(info.url, "POST", "/_sandbox/spawn") };
}

function deferred() {
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}
