/** The scenario files, read by Node. */

import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../../tests/scenarios", import.meta.url));

/** All scenarios of a surface whose name holds `filter`, in the order of the files. */
export async function scenarios(surface, filter = "") {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".json") && file !== "schema.json").sort();
  const found = [];
  for (const file of files) {
    const { scenarios } = JSON.parse(await readFile(path.join(FOLDER, file), "utf8"));
    for (const scenario of scenarios) {
      const surfaces = scenario.surfaces ?? ["native", "node", "browser"];
      if (surfaces.includes(surface) && scenario.name.includes(filter)) found.push({ file, scenario });
    }
  }
  return found;
}

/** What the runner has to know of operations and messages. */
export async function declarations() {
  return JSON.parse(await readFile(new URL("operations.json", import.meta.url), "utf8"));
}
