/** A headless Chromium of the system: the downloads of test tools are not needed. */

import { accessSync, constants } from "node:fs";
import path from "node:path";

import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where Chromium is; `CHROMIUM` has the first word. */
export function findChromium() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const found = [process.env.CHROMIUM, ...places].find((place) => place && isExecutable(place));
  if (!found) throw new Error(`none of ${NAMES.join(", ")} is on the PATH; \`cargo xtask setup\` installs one`);
  return found;
}

function isExecutable(place) {
  try {
    accessSync(place, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function launchChromium() {
  return chromium.launch({ executablePath: findChromium(), args: FLAGS });
}
