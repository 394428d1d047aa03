import { expect, test } from "vitest";
import { resolve } from "../../test/resolved-recipe.js";
import type { BerthError } from "../base/index.js";
import { classification, ner, pair } from "../tasks/index.js";
import type { Recipe } from "./recipe.js";

test("a recipe of the three needed settings is decided completely", () => {
  expect(resolve()).toEqual({
    recipe: {
      train: "train.csv",
      validation: null,
      validationSplit: 0.1,
      groupBy: null,
      test: null,
      augment: null,
      augmentRate: null,
      augmentRows: null,
      augmentThesaurus: null,
      strict: false,
      augmentModel: null,
      textColumn: null,
      textPairColumn: null,
      nBest: null,
      maxAnswerLength: null,
      labelColumn: null,
      labelNames: null,
      featureColumns: null,
      posWeight: null,
      threshold: 0.5,
      preset: null,
      cleaning: null,
      splitSeed: null,
      maxTrainSamples: null,
      format: null,
      delimiter: null,
      quote: null,
      header: null,
      encoding: null,
      stride: null,
      labelAllTokens: false,
      documentContext: false,
      model: "minilm",
      task: "classification",
      maxLength: 42,
      lowerCase: null,
      encoderLayers: 6,
      truncation: "head",
      freeze: null,
      revision: null,
      frozenDropout: false,
      head: "linear",
      headHidden: [],
      headDropout: null,
      epochs: 3,
      maxSteps: null,
      linearProbeFirst: 0,
      linearProbeRate: null,
      batchSize: 32,
      gradientAccumulation: 1,
      gradientCheckpointing: false,
      learningRate: 5e-5,
      llrd: 1,
      reinitLayers: 0,
      focalGamma: 0,
      rDrop: 0,
      mixup: 0,
      groupByLength: false,
      lrScheduler: "linear",
      warmupRatio: 0.1,
      warmupSteps: null,
      optimizer: "adamw",
      weightDecay: 0.01,
      maxGradNorm: 1,
      classWeights: null,
      labelSmoothing: 0,
      seed: 42,
      calibrate: false,
      metricForBestModel: "f1_macro",
      earlyStopping: 0,
      evalSteps: null,
      saveSteps: null,
      loggingSteps: 50,
      output: "run",
      engine: "onnxruntime",
      device: "cpu",
      precision: "f32",
      threads: 2,
      prefixCache: null,
      show: 0,
    },
    notes: [
      "batch size 32: 12,483 training rows",
      "max length 42: 99 % of the training texts are no longer",
      "epochs 3: 12,483 training rows",
      "learning rate 5e-5: hidden size 384",
    ],
  });
});

test.each([
  [1_999, 10, 16, 3],
  [2_000, 5, 16, 3],
  [9_999, 5, 16, 3],
  [10_000, 3, 32, 0],
  [100_000, 3, 32, 0],
  [100_001, 2, 32, 0],
])(
  "%i rows: %i epochs, batches of %i, patience %i",
  (trainRows, epochs, batchSize, earlyStopping) => {
    expect(resolve({}, { trainRows }).recipe).toMatchObject({ epochs, batchSize, earlyStopping });
  },
);

test.each([
  [1024, 2e-5],
  [768, 3e-5],
  [512, 5e-5],
  [384, 5e-5],
  [256, 2e-4],
  [128, 2e-4],
])("hidden size %i: rate %f", (hiddenSize, learningRate) => {
  expect(resolve({}, { hiddenSize }).recipe.learningRate).toBe(learningRate);
});

test("a frozen encoder takes a rate of 1e-3, frozen layers do not", () => {
  expect(resolve({ freeze: "encoder" }).recipe.learningRate).toBe(1e-3);
  expect(resolve({ freeze: "embeddings,0-3" }).recipe.learningRate).toBe(5e-5);
});

test("early stopping is off when the length was given, and on when asked for", () => {
  const trainRows = 500;
  expect(resolve({ epochs: 10 }, { trainRows }).recipe.earlyStopping).toBe(0);
  expect(resolve({ maxSteps: 100 }, { trainRows }).recipe.earlyStopping).toBe(0);
  expect(resolve({ epochs: 10, earlyStopping: 2 }, { trainRows }).recipe.earlyStopping).toBe(2);
  expect(resolve({ earlyStopping: 0 }, { trainRows }).recipe.earlyStopping).toBe(0);
});

test("the length of a run in steps decides the epochs", () => {
  const { recipe, notes } = resolve({ maxSteps: 500, epochs: 9, batchSize: 32 });
  expect(recipe).toMatchObject({ maxSteps: 500, epochs: 2 });
  expect(notes).toContain("--epochs has no effect: --max-steps 500 is the length");
});

test("accumulated batches share the rows of a step", () => {
  expect(resolve({ gradientAccumulation: 4 }).recipe.batchSize).toBe(8);
  expect(resolve({ gradientAccumulation: 4, batchSize: 32 }).recipe.batchSize).toBe(32);
});

test.each([
  [41.2, 512, 42],
  [400, 512, 256],
  [400, 128, 128],
])(
  "99th percentile %f and %i positions: max length %i",
  (lengthPercentile99, positions, maxLength) => {
    expect(resolve({}, { lengthPercentile99, positions }).recipe.maxLength).toBe(maxLength);
  },
);

test("a max length above the model's positions is refused", () => {
  expect(resolve({ maxLength: 512 }).recipe.maxLength).toBe(512);
  let fault: BerthError | undefined;
  try {
    resolve({ maxLength: 513 });
  } catch (error) {
    fault = error as BerthError;
  }
  expect(`${fault?.code} ${fault?.message}`).toBe(
    "SEQUENCE_TOO_LONG --max-length: must be at most 512, the positions of this model; 513 came. Use --max-length 512 or less",
  );
});

test("hidden sizes ask for an mlp head", () => {
  expect(resolve({ headHidden: [64] }).recipe).toMatchObject({
    head: "mlp",
    headHidden: [64],
    headDropout: 0.1,
  });
  expect(resolve({ head: "mlp" }).recipe.headHidden).toEqual([512]);
  const { recipe, notes } = resolve({ head: "linear", headHidden: [64] });
  expect(recipe).toMatchObject({ head: "linear", headHidden: [] });
  expect(notes).toContain("--head-hidden has no effect: the head is no mlp");
});

test("warm-up steps go before the ratio, and below 1 they are a ratio", () => {
  expect(resolve({ warmupSteps: 100 }).recipe).toMatchObject({ warmupSteps: 100, warmupRatio: 0 });
  expect(resolve({ warmupSteps: 0.06 }).recipe).toMatchObject({
    warmupSteps: null,
    warmupRatio: 0.06,
  });
  expect(resolve({ warmupSteps: 0 }).recipe).toMatchObject({ warmupSteps: 0, warmupRatio: 0 });
  expect(resolve({ warmupSteps: 100, warmupRatio: 0.1 }).notes).toContain(
    "--warmup-ratio has no effect: --warmup-steps 100 is the warm-up",
  );
});

test("a validation file leaves nothing to split", () => {
  const { recipe, notes } = resolve({ validation: "dev.csv", validationSplit: 0.2 });
  expect(recipe.validationSplit).toBe(0);
  expect(notes).toContain("--validation-split has no effect: dev.csv is the validation data");
});

test("a validation file has no groups", () => {
  const grouped = resolve({ validation: "dev.csv", groupBy: "author" });
  expect(grouped.notes).toContain("--group-by has no effect: dev.csv is the validation data");
});

test("a score that the task does not have is refused with the nearest one", () => {
  const fault = () => resolve({ metricForBestModel: "accurracy" });
  expect(fault).toThrow(
    '--metric-for-best-model: must be a score of classification (f1_macro, loss, loss_batch_mean, accuracy, f1, f1_weighted, matthews_correlation); "accurracy" came. Did you mean "accuracy"?',
  );
  expect(resolve({ metricForBestModel: "accuracy" }).recipe.metricForBestModel).toBe("accuracy");
});

test("what means nothing in a task is told and left out", () => {
  const of = (given: Partial<Recipe>, name: string) =>
    resolve(given, { task: { ...classification, name } });
  const gamma = { focalGamma: 2, labelSmoothing: 0.1 };
  expect(resolve(gamma).notes.join()).not.toContain("no effect");
  expect(resolve(gamma).recipe).toMatchObject(gamma);
  for (const name of ["regression", "multi-label"]) {
    const { recipe, notes } = of(gamma, name);
    expect(recipe).toMatchObject({ focalGamma: 0, labelSmoothing: 0 });
    for (const flag of ["--focal-gamma", "--label-smoothing"]) {
      expect(notes).toContain(
        `${flag} has no effect: the loss of ${name} is no cross entropy of classes`,
      );
    }
  }
  expect(of({ labelSmoothing: 0.1 }, "qa").recipe.labelSmoothing).toBe(0.1);
  const crf = of({ ...gamma, head: "crf", labelAllTokens: true }, "ner");
  expect(crf.notes).toContain(
    "--label-smoothing has no effect: the loss of ner with a CRF is no cross entropy of classes",
  );
  expect(crf.recipe.labelAllTokens).toBe(true);
  const search = { nBest: 5, maxAnswerLength: 9, labelAllTokens: true, documentContext: true };
  const plain = resolve(search);
  expect(plain.recipe).toMatchObject({
    nBest: null,
    maxAnswerLength: null,
    labelAllTokens: false,
    documentContext: false,
  });
  expect(plain.notes.filter((note) => note.includes("has no effect"))).toEqual([
    "--label-all-tokens has no effect: classification labels no words",
    "--document-context has no effect: classification labels no words",
    "--n-best has no effect: classification looks for no answers",
    "--max-answer-length has no effect: classification looks for no answers",
  ]);
  expect(of(search, "qa").recipe).toMatchObject({ nBest: 5, maxAnswerLength: 9 });
});

test("layers that are drawn anew must be trained", () => {
  expect(resolve({ reinitLayers: 2, freeze: "embeddings,0-3" }).recipe.reinitLayers).toBe(2);
  for (const freeze of ["encoder", "5", "embeddings,0-4"]) {
    expect(() => resolve({ reinitLayers: 2, freeze })).toThrow(
      `would be drawn anew and --freeze ${freeze} would leave it so`,
    );
  }
  expect(() => resolve({ reinitLayers: 1, linearProbeFirst: 1 })).toThrow(
    "--reinit-layers 1: layer 5 would be drawn anew and --linear-probe-first would hold it still while the head learns on it",
  );
});

test.each([
  { given: { calibrate: true }, tasks: ["regression", "ner", "qa"] },
  { given: { rDrop: 1 }, tasks: ["regression", "ner", "qa", "multiple-choice"] },
  { given: { mixup: 0.4 }, tasks: ["regression", "ner", "qa", "multiple-choice"] },
])("options that have no meaning for a task are refused: $given", ({ given, tasks }) => {
  expect(resolve(given).recipe).toMatchObject(given);
  for (const name of tasks) {
    const fault = () => resolve(given, { task: { ...classification, name } });
    expect(fault).toThrow(expect.objectContaining({ code: "SETTING_UNFIT" }));
  }
});

test("mixup goes with neither R-Drop, nor a focal factor, nor windows, nor feature columns, nor batches of one row", () => {
  for (const batch of [{ batchSize: 1 }, { gradientAccumulation: 32 }]) {
    expect(() => resolve({ mixup: 0.4, ...batch })).toThrow(
      "--mixup: does not go with --batch-size 1",
    );
  }
  expect(() => resolve({ mixup: 0.4, rDrop: 1 })).toThrow("--mixup: does not go with --r-drop");
  expect(() => resolve({ mixup: 0.4, focalGamma: 2 })).toThrow(
    "--mixup: does not go with --focal-gamma",
  );
  expect(() => resolve({ mixup: 0.4, truncation: "windows" })).toThrow(
    "--mixup: does not go with --truncation windows",
  );
  expect(() => resolve({ mixup: 0.4, featureColumns: ["stars"] })).toThrow(
    "--mixup: does not go with --feature-columns",
  );
  expect(resolve({ rDrop: 1, focalGamma: 2 }).recipe).toMatchObject({ rDrop: 1, focalGamma: 2 });
});

test("a stride without windows is told to have no effect", () => {
  const { recipe, notes } = resolve({ stride: 8 });
  expect(recipe.stride).toBe(null);
  expect(notes).toContain(
    "--stride has no effect: classification reads no windows with --truncation head",
  );
  expect(resolve({ stride: 8, truncation: "windows" }).recipe.stride).toBe(8);
  expect(resolve({ stride: 8 }, { task: ner }).recipe.stride).toBe(8);
});

test("ways to read long texts belong to tasks of single texts", () => {
  const asked = { truncation: "head-tail" } as const;
  expect(resolve(asked).recipe.truncation).toBe("head-tail");
  expect(resolve({}, { task: ner }).recipe.truncation).toBe(null);
  expect(() => resolve(asked, { task: ner })).toThrow(
    "--truncation head-tail: the task ner has its own way to read long texts. Leave it out.",
  );
  expect(() => resolve(asked, { task: pair })).toThrow(
    "--truncation head-tail: the task pair takes head. Leave it out.",
  );
  expect(() => resolve({ ...asked, textPairColumn: "second" })).toThrow(
    "--truncation head-tail: is for single texts; of a pair that is too long, the longer text is cut. Leave it out.",
  );
  expect(resolve(asked, { lengthPercentile99: 400 }).notes.join()).toContain(
    "of some texts head and tail are read",
  );
});
