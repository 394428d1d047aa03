import { BerthError } from "../base/index.js";
import type { Recipe } from "./recipe.js";

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
];

/**
 * Refuses options that would have no meaning: they are asked for on purpose, so the run must not go on
 * as if they were at work.
 *
 * @throws SETTING_UNFIT
 */
export function requireFitting(recipe: Recipe, task: string): void {
  for (const { flag, isOn, tasks, needs } of options) {
    if (!isOn(recipe) || tasks.includes(task)) continue;
    throw new BerthError(
      "SETTING_UNFIT",
      `${flag}: ${needs}, which the task ${task} does not have; it goes with ${tasks.join(", ")}. Leave it out.`,
      { setting: flag, task, tasks },
    );
  }
}
