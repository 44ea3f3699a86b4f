/** The package under test: the built tarball, installed where a user would install it. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const CONSUMERS = fileURLToPath(new URL("../consumers", import.meta.url));
const NPMRC = fileURLToPath(new URL("../.npmrc", import.meta.url));

/** Where everything is built; `KEYBEARER_TARGET` says otherwise. */
export const TARGET = path.resolve(
  process.env.KEYBEARER_TARGET ?? fileURLToPath(new URL("../../../../target", import.meta.url)),
);

/** The tarball that `cargo xtask build npm` made. */
export function tarball() {
  const file = process.env.KEYBEARER_TARBALL;
  if (!file) throw new Error("KEYBEARER_TARBALL must name the built package; `cargo xtask test npm-tests` and the like set it");
  return path.resolve(file);
}

/**
 * Lays out the project `consumers/<name>` below the target folder, with its locked dependencies and
 * the package under test. What npm installed before is kept if the lock is the same.
 *
 * @returns {Promise<string>} The folder.
 */
export async function installConsumer(name, source = path.join(CONSUMERS, name)) {
  const folder = path.join(TARGET, "npm-consumers", name);
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder)) {
    if (entry !== "node_modules") await rm(path.join(folder, entry), { recursive: true });
  }
  await cp(source, folder, {
    recursive: true,
    filter: (file) => !/^(node_modules|dist|\.next)$/.test(path.basename(file)),
  });
  await cp(NPMRC, path.join(folder, ".npmrc"));
  const lock = await readFile(path.join(folder, "package-lock.json")).catch(() => undefined);
  if (lock) {
    const stamp = path.join(folder, "node_modules", ".lock-hash");
    const hash = createHash("sha256").update(lock).digest("hex");
    if ((await readFile(stamp, "utf8").catch(() => "")) !== hash) {
      await run(folder, "npm", ["ci", "--prefer-offline"]);
      await writeFile(stamp, hash);
    }
  }
  // A package of the same version would be taken for the same package.
  await rm(path.join(folder, "node_modules", "keybearer"), { recursive: true, force: true });
  await rm(path.join(folder, "node_modules", ".package-lock.json"), { force: true });
  await run(folder, "npm", ["install", "--no-save", "--no-package-lock", "--prefer-offline", tarball()]);
  return folder;
}

/** Runs a program in a folder and gives what it wrote; on failure all of that is in the error. */
export async function run(folder, program, args, env = {}) {
  try {
    const { stdout } = await execute(program, args, {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: "", ...env },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 300_000,
    });
    return stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")} failed in ${folder}\n${error.stdout}\n${error.stderr}`);
  }
}

/** The path of a program that an installed dependency brings. */
export function binary(folder, name) {
  return path.join(folder, "node_modules", ".bin", name);
}

/**
 * The package for browsers, as Vite bundles it: `keybearer.js`, and the `.wasm` beside it.
 *
 * @returns {Promise<string>} The folder of both.
 */
export async function browserBundle() {
  const folder = await installConsumer("vite");
  await run(folder, binary(folder, "vite"), ["build", "--config", "library.config.js", "--logLevel", "warn"]);
  return path.join(folder, "dist-library");
}
