import { expect, expectTypeOf, test } from "vitest";
import type { BerthError } from "../base/index.js";
import { needlessSetting } from "./needless-settings.js";
import { plainName } from "./plain-name.js";
import { parseRecipe, readSettings, settingNames, settingOf } from "./read-settings.js";
import type { Recipe, ResolvedRecipe } from "./recipe.js";
import { flagOf } from "./settings-reader.js";

/** Code and sentence of the error that a call throws. */
function faultOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return `${(error as BerthError).code} ${(error as BerthError).message}`;
  }
  return "no error";
}

test("a name may be written in camel, kebab or snake case, or as Hugging Face writes it", () => {
  for (const name of ["batchSize", "batch-size", "batch_size", "per_device_train_batch_size"]) {
    expect(readSettings({ [name]: 8 })).toEqual({ batchSize: 8 });
  }
  expect(
    readSettings({
      lr: "3e-5",
      num_train_epochs: "3",
      max_seq_length: "128",
      lr_scheduler_type: "cosine",
      optim: "adamw_torch",
      label_smoothing_factor: 0.1,
      early_stopping_patience: 2,
      gradient_accumulation_steps: 4,
      resume_from_checkpoint: "true",
      metric_for_best_model: "eval_loss",
      model_name_or_path: "bert",
      task: "text-classification",
      class_weights: "auto",
    }),
  ).toEqual({
    learningRate: 3e-5,
    epochs: 3,
    maxLength: 128,
    lrScheduler: "cosine",
    optimizer: "adamw",
    labelSmoothing: 0.1,
    earlyStopping: 2,
    gradientAccumulation: 4,
    resume: true,
    metricForBestModel: "loss",
    model: "bert",
    task: "classification",
    classWeights: "balanced",
  });
});

test("true and false may have Python's capitals", () => {
  expect(
    readSettings({ resume: "True", groupByLength: "FALSE", use_cpu: "True", bf16: "False" }),
  ).toEqual({ resume: true, groupByLength: false, device: "cpu", precision: "f32" });
});

test("lists are read from text and from JSON alike", () => {
  expect(readSettings({ headHidden: "512, 256", classWeights: "0.5,1,2" })).toEqual({
    headHidden: [512, 256],
    classWeights: [0.5, 1, 2],
  });
  expect(readSettings({ headHidden: 512, classWeights: [0.5, 1] })).toEqual({
    headHidden: [512],
    classWeights: [0.5, 1],
  });
});

test("no two settings share a name", () => {
  const names = settingNames.flatMap((name) => [name, ...(settingOf(name).aliases ?? [])]);
  const plain = names.map(plainName);
  expect(new Set(plain).size).toBe(plain.length);
});

test("names of Hugging Face that are not needed are told from those that are unknown", () => {
  expect(faultOf(() => readSettings({ version_2_with_negative: true }))).toContain(
    'USAGE "version_2_with_negative": is not needed: questions without an answer are told from the file',
  );
  for (const name of settingNames) {
    expect(needlessSetting(name), name).toBeUndefined();
    for (const alias of settingOf(name).aliases ?? [])
      expect(needlessSetting(alias)).toBeUndefined();
  }
});

test("every setting accepts its own example, as typed after its flag", () => {
  for (const name of settingNames) {
    const { example } = settingOf(name);
    expect(readSettings({ [flagOf(name)]: example })).toHaveProperty(name);
  }
});

test("what was read can be read again", () => {
  const examples = Object.fromEntries(settingNames.map((name) => [name, settingOf(name).example]));
  const once = readSettings(examples);
  expect(readSettings(once)).toEqual(once);
});

test.each([
  [
    { learnin_rate: 1 },
    'USAGE "learnin_rate": is not a setting of a recipe. Did you mean "learningRate"?',
  ],
  [{ colour: "red" }, 'USAGE "colour": is not a setting of a recipe.'],
  [
    { lr: 1, learningRate: 2 },
    'USAGE "learningRate": names the setting "learningRate" a second time; give it once',
  ],
  [{ epochs: 0 }, 'USAGE "epochs": must be a whole number, 1 or more; 0 came'],
  [{ epochs: "" }, 'USAGE "epochs": must be a whole number, 1 or more; "" came'],
  [{ seed: "4.5" }, 'USAGE "seed": must be a whole number, 0 or more; "4.5" came'],
  [{ learningRate: "fast" }, 'USAGE "learningRate": must be a number above 0; "fast" came'],
  [{ validationSplit: 1 }, 'USAGE "validationSplit": must be a number above 0 and below 1; 1 came'],
  [
    { optimizer: "adamv" },
    'USAGE "optimizer": must be one of adamw, adam, sgd; "adamv" came. Did you mean adamw?',
  ],
  [
    { freeze: "pooler" },
    'USAGE "freeze": must be encoder, or embeddings and layers such as embeddings,0-3; "pooler" came',
  ],
  [
    { classWeights: [1, -1] },
    'USAGE "classWeights": must be balanced, or numbers above 0 with commas between them; [1,-1] came',
  ],
  [
    { headHidden: "512,x" },
    'USAGE "headHidden": must be whole numbers from 1, with commas between them; "512,x" came',
  ],
  [{ resume: "yes" }, 'USAGE "resume": must be true or false; "yes" came'],
])("%j is refused with a sentence", (given, sentence) => {
  expect(faultOf(() => readSettings(given))).toBe(sentence);
});

test("training rows, model and output must be given", () => {
  expect(parseRecipe({ train: "a.csv", model: "bert", output: "run" })).toEqual({
    train: "a.csv",
    model: "bert",
    output: "run",
  });
  expect(faultOf(() => parseRecipe({ train: "a.csv", output: "run" }))).toBe(
    'USAGE "model": must be given: a model directory, or the name of a model on the hub, such as bert-base-uncased',
  );
});

test("the types of a recipe follow from its schema", () => {
  expectTypeOf<Recipe["train"]>().toEqualTypeOf<string>();
  expectTypeOf<Recipe["headHidden"]>().toEqualTypeOf<number[] | undefined>();
  expectTypeOf<ResolvedRecipe["optimizer"]>().toEqualTypeOf<"adamw" | "adam" | "sgd">();
  expectTypeOf<ResolvedRecipe["classWeights"]>().toEqualTypeOf<"balanced" | number[] | null>();
});
