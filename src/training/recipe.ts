import { z } from "zod";
import { dataSettings } from "./settings/data-settings.js";
import { evaluationSettings } from "./settings/evaluation-settings.js";
import { machineSettings } from "./settings/machine-settings.js";
import { modelSettings } from "./settings/model-settings.js";
import { trainingSettings } from "./settings/training-settings.js";

/**
 * Every setting of a fine-tuning, once: the flags, their help, `--config` files, docs/cli.md and the
 * checks of recipes written in code all come from here.
 */
export const recipeSchema = z.strictObject({
  ...dataSettings,
  ...modelSettings,
  ...trainingSettings,
  ...evaluationSettings,
  ...machineSettings,
});

/** A setting's name in code and in JSON: camel case. */
export type SettingName = keyof typeof recipeSchema.shape;

/** Settings without which there is no run. */
export const requiredSettings = ["train", "model", "output"] as const;

type Given = z.output<typeof recipeSchema>;
type Required = (typeof requiredSettings)[number];

/** What a user gives: the training rows, a model, an output; all else has a default. */
export type Recipe = { readonly [Name in Exclude<SettingName, Required>]?: Given[Name] } & {
  readonly [Name in Required]: Exclude<Given[Name], undefined>;
};

/** Settings that may stay open in a resolved recipe: null means what their default says in words. */
type Open =
  | "validation"
  | "groupBy"
  | "splitSeed"
  | "test"
  | "augment"
  | "augmentRate"
  | "augmentRows"
  | "augmentThesaurus"
  | "augmentModel"
  | "textColumn"
  | "labelColumn"
  | "textPairColumn"
  | "labelNames"
  | "featureColumns"
  | "nBest"
  | "maxAnswerLength"
  | "preset"
  | "cleaning"
  | "maxTrainSamples"
  | "format"
  | "delimiter"
  | "quote"
  | "header"
  | "encoding"
  | "revision"
  | "stride"
  | "truncation"
  | "lowerCase"
  | "freeze"
  | "headDropout"
  | "maxSteps"
  | "linearProbeRate"
  | "warmupSteps"
  | "classWeights"
  | "posWeight"
  | "evalSteps"
  | "saveSteps"
  | "prefixCache";

/** A recipe with every setting decided, as `recipe.json` keeps it. */
export type ResolvedRecipe = {
  readonly [Name in Exclude<SettingName, "seeds" | "resume" | "resumeInexact">]:
    | Exclude<Given[Name], undefined | "auto">
    | (Name extends Open ? null : never);
};
