import type { PretrainingRecipe } from "./recipe.js";

/** A setting that was given and has no effect. */
export interface IdleSetting {
  readonly name: "validationSplit" | "epochs" | "warmupRatio";
  /** The sentence that says so, and why. */
  readonly note: string;
}

/** The settings that were given beside another one that decides in their place. */
export function idleSettings(recipe: PretrainingRecipe): IdleSetting[] {
  const { validation, maxSteps, warmupSteps } = recipe;
  const decided = [
    {
      name: "validationSplit",
      by: validation,
      note: `--validation-split has no effect: ${validation?.join(", ")} is the validation data`,
    },
    {
      name: "epochs",
      by: maxSteps,
      note: `--epochs has no effect: --max-steps ${maxSteps} is the length`,
    },
    {
      name: "warmupRatio",
      by: warmupSteps,
      note: `--warmup-ratio has no effect: --warmup-steps ${warmupSteps} is the warm-up`,
    },
  ] as const;
  return decided.filter(({ name, by }) => by !== undefined && recipe[name] !== undefined);
}
