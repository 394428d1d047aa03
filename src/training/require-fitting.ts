import { BerthError } from "../base/index.js";
import { parseFrozen } from "../models/index.js";
import type { Recipe, ResolvedRecipe } from "./recipe.js";

/** An option that goes with some tasks only. */
interface FittingOption {
  readonly flag: string;
  readonly isOn: (recipe: Recipe) => boolean;
  readonly tasks: readonly string[];
  /** What the option works on, which the other tasks have not. */
  readonly needs: string;
}

const options: readonly FittingOption[] = [
  {
    flag: "--calibrate",
    isOn: ({ calibrate = false }) => calibrate,
    tasks: ["classification", "pair", "multi-label", "multiple-choice"],
    needs: "scales the logits of one decision a row",
  },
  {
    flag: "--r-drop",
    isOn: ({ rDrop = 0 }) => rDrop > 0,
    tasks: ["classification", "pair", "multi-label"],
    needs: "compares the probabilities that two passes give a whole text",
  },
  {
    flag: "--mixup",
    isOn: ({ mixup = 0 }) => mixup > 0,
    tasks: ["classification", "pair", "multi-label"],
    needs: "mixes the classes of whole texts",
  },
];

/**
 * Refuses options that would have no meaning: they are asked for on purpose, so the run must not go on
 * as if they were at work.
 *
 * @throws SETTING_UNFIT
 */
export function requireFitting(
  recipe: Recipe,
  { task, layerCount }: { readonly task: string; readonly layerCount: number },
): void {
  requireTrained(recipe, layerCount);
  for (const { flag, isOn, tasks, needs } of options) {
    if (!isOn(recipe) || tasks.includes(task)) continue;
    throw new BerthError(
      "SETTING_UNFIT",
      `${flag}: ${needs}, which the task ${task} does not have; it goes with ${tasks.join(", ")}. Leave it out.`,
      { setting: flag, task, tasks },
    );
  }
  const { mixup = 0, rDrop = 0, focalGamma = 0, truncation, featureColumns } = recipe;
  if (mixup > 0 && rDrop > 0) {
    throw unfitPair("--r-drop", "the two passes of a text would be mixed with other texts");
  }
  if (mixup > 0 && focalGamma > 0) {
    throw unfitPair("--focal-gamma", "a mixed text has no one class to tell well");
  }
  if (mixup > 0 && featureColumns !== undefined) {
    throw unfitPair("--feature-columns", "columns of a row would stand beside another row's text");
  }
  if (mixup > 0 && truncation === "windows") {
    throw unfitPair("--truncation windows", "windows of texts of different lengths would be mixed");
  }
}

/**
 * Refuses mixup in batches of one row, which has none to be mixed with.
 *
 * @throws SETTING_UNFIT
 */
export function requirePartners(
  { mixup = 0 }: Recipe,
  { batchSize }: Pick<ResolvedRecipe, "batchSize">,
): void {
  if (mixup > 0 && batchSize === 1) {
    throw unfitPair("--batch-size 1", "a row would be mixed with itself");
  }
}

/** Refuses to draw layers anew that then stay as they were drawn while the head learns on them. */
function requireTrained(
  { reinitLayers = 0, freeze, linearProbeFirst = 0 }: Recipe,
  layerCount: number,
): void {
  if (reinitLayers === 0) return;
  const last = layerCount - 1;
  const drawn = Array.from({ length: reinitLayers }, (_, below) => last - below);
  const { layers } = parseFrozen(freeze, { layerCount, layerGroups: undefined });
  const frozen = drawn.find((layer) => layers.has(layer));
  if (frozen === undefined && linearProbeFirst === 0) return;
  const layer = frozen ?? last;
  const [other, why] =
    frozen === undefined
      ? ["--linear-probe-first", "hold it still while the head learns on it"]
      : [`--freeze ${freeze}`, "leave it so"];
  throw new BerthError(
    "SETTING_UNFIT",
    `--reinit-layers ${reinitLayers}: layer ${layer} would be drawn anew and ${other} would ${why}. Leave one of them out.`,
    { setting: "--reinit-layers", other, layer },
  );
}

function unfitPair(other: string, why: string): BerthError {
  return new BerthError(
    "SETTING_UNFIT",
    `--mixup: does not go with ${other}: ${why}. Leave one of them out.`,
    { setting: "--mixup", other },
  );
}
