import { join } from "node:path";
import { writeJson } from "../directory/index.js";
import { availableEngines } from "../engine/index.js";
import { berthVersion, packageVersion } from "./package-version.js";
import type { PreparedRun } from "./prepared-run.js";
import type { Surroundings } from "./surroundings.js";

/** Writes `recipe.json`: every resolved setting, the labels, and what the run was made with. */
export async function writeRecipe(run: PreparedRun, surroundings: Surroundings): Promise<void> {
  const { recipe, labels, classWeights, cleaning } = run;
  await writeJson(join(recipe.output, "recipe.json"), {
    ...recipe,
    labels,
    class_weights: classWeights ?? null,
    cleaning_steps: cleaning === undefined ? null : [...cleaning.steps],
    versions: await programVersions(),
    surroundings,
  });
}

/** The versions of what reads texts and computes. */
export async function programVersions(): Promise<Record<string, string | null>> {
  const engines = await availableEngines();
  return {
    berth: berthVersion(),
    tokenizers: packageVersion("tokenizers") ?? null,
    node: process.version,
    ...Object.fromEntries(engines.map(({ name, version }) => [name, version ?? null])),
  };
}
