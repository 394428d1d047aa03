import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { completeDirectory } from "../../src/directory/replace-directory.js";
import type { Recipe } from "../../src/training/recipe.js";
import { built, type Json, type Outcome, type Workplace } from "./workplace.js";

/** Files of a run that hold times, or the name of the run. */
const differing = [
  "metrics.json",
  "last/run_state.json",
  "recipe.json",
  "README.md",
  "report.html",
];

/** Hashes of what must come out the same, byte for byte, whatever happened to the run on its way. */
export async function resultsOf(place: Workplace, output: string): Promise<Record<string, string>> {
  const hashes = Object.entries(await place.hashes(output));
  return Object.fromEntries(hashes.filter(([name]) => !differing.includes(name)));
}

/**
 * Runs a recipe in a process that kills itself once `moment`, a JavaScript condition, is true. Its
 * output is the step of the last checkpoint that was told of.
 */
export async function runKilled(
  place: Workplace,
  recipe: Pick<Recipe, "output"> & Readonly<Record<string, unknown>>,
  moment: string,
  program: "finetune" | "pretrain" = "finetune",
): Promise<Outcome> {
  const { output } = recipe;
  const source = `
    import { watch, writeSync, mkdirSync } from "node:fs";
    import { ${program} } from ${JSON.stringify(built("index.js"))};
    mkdirSync("${output}", { recursive: true });
    let changes = 0;
    let saved = 0;
    const end = () => {
      writeSync(1, String(saved));
      process.kill(process.pid, "SIGKILL");
    };
    watch("${output}", (_, name) => {
      if (name.startsWith("last")) changes++;
      const event = {};
      if (${moment}) end();
    });
    for await (const event of ${program}(${JSON.stringify(recipe)})) {
      if (event.type === "saved") saved = event.step;
      if (${moment}) end();
    }`;
  await place.write(`${output}.mjs`, source);
  return place.startNode(`${output}.mjs`).outcome;
}

/** The moment after an event at a step. */
export const momentAfter = (type: string, step: number): string =>
  `event.type === "${type}" && event.step === ${step}`;

/** The folder of the checkpoint that a killed run left: a kill may fall between two names of it. */
export async function leftCheckpoint(place: Workplace, output: string): Promise<string> {
  return (await completeDirectory(place.path(output, "last"))) ?? "no checkpoint";
}

/** The step of the checkpoint that a killed run left. */
export async function leftStep(place: Workplace, output: string): Promise<number> {
  const file = join(await leftCheckpoint(place, output), "run_state.json");
  return (JSON.parse(await readFile(file, "utf8")) as Json).run.step;
}
