import { z } from "zod";
import { choice, numberList, real, setting, text, toggle, whole } from "./setting.js";

const path = text("FILE", "the path of a file");
const column = text("COLUMN", "the name of a column");
const freezePattern = /^(encoder|embeddings|\d+(-\d+)?)(, *(embeddings|\d+(-\d+)?))*$/;

/**
 * Every setting of a fine-tuning, once: the flags, their help, `--config` files, docs/cli.md and the
 * checks of recipes written in code all come from here.
 */
export const recipeSchema = z.strictObject({
  train: setting(path, {
    group: "Data",
    description: "labelled rows to learn from: CSV, TSV, JSON or JSON lines",
    default: "must be given",
    example: "train.csv",
    aliases: ["train_file"],
  }),
  validation: setting(path, {
    group: "Data",
    description: "labelled rows that choose the best weights",
    default: "a part of the training rows",
    example: "validation.csv",
    aliases: ["validation_file"],
  }),
  validationSplit: setting(
    real("a number above 0 and below 1", (value) => value > 0 && value < 1),
    {
      group: "Data",
      description: "share of the training rows kept for validation, the same in every class",
      default: "0.1 without a validation file",
      example: "0.2",
    },
  ),
  test: setting(path, {
    group: "Data",
    description: "labelled rows for the final scores, used for no decision",
    default: "none",
    example: "test.csv",
    aliases: ["test_file"],
  }),
  textColumn: setting(column, {
    group: "Data",
    description: "column of the text",
    default: "guessed, and said",
    example: "tweet",
    aliases: ["text_column_name"],
  }),
  labelColumn: setting(column, {
    group: "Data",
    description: "column of the label",
    default: "guessed, and said",
    example: "sentiment",
    aliases: ["label_column_name"],
  }),
  preset: setting(choice(["tweets"]), {
    group: "Data",
    description: "clean the texts by steps that are known by a name",
    default: "none",
    example: "tweets",
  }),
  cleaning: setting(path, {
    group: "Data",
    description:
      "clean the data by the steps of a JSON file: texts of all parts, rows of the training part",
    default: "none",
    example: "cleaning.json",
  }),
  maxTrainSamples: setting(whole(1), {
    group: "Data",
    description: "use only the first N training rows, in file order",
    default: "all rows",
    example: "1000",
  }),
  model: setting(text("DIR", "a model directory"), {
    group: "Model",
    description: "model directory to start from, in Hugging Face form",
    default: "must be given",
    example: "bert-base-uncased",
    aliases: ["model_name_or_path"],
  }),
  task: setting(choice(["classification"], { "text-classification": "classification" }), {
    group: "Model",
    description: "what to learn",
    default: "classification",
    example: "classification",
  }),
  maxLength: setting(whole(3), {
    group: "Model",
    description: "tokens of a text that are read, special tokens included; the rest is cut",
    default: "the 99th percentile of the texts, at most 256 and the model's positions",
    example: "128",
    aliases: ["max_seq_length"],
  }),
  lowerCase: setting(toggle, {
    group: "Model",
    description: "lower-case the texts",
    default: "as the tokenizer files say",
    example: "true",
    aliases: ["do_lower_case"],
  }),
  encoderLayers: setting(whole(1), {
    group: "Model",
    description: "use only the first N layers of the encoder",
    default: "all layers",
    example: "4",
  }),
  freeze: setting(
    {
      schema: z.string().regex(freezePattern),
      placeholder: "PARTS",
      expects: "encoder, or embeddings and layers such as embeddings,0-3",
    },
    {
      group: "Model",
      description: "parts of the encoder that are not trained: encoder, or embeddings and layers",
      default: "none",
      example: "embeddings,0-3",
    },
  ),
  head: setting(choice(["linear", "mlp"]), {
    group: "Model",
    description: "layers between the encoder and the labels",
    default: "linear; mlp when hidden sizes are given",
    example: "mlp",
  }),
  headHidden: setting(
    {
      schema: numberList((size) => Number.isSafeInteger(size) && size >= 1),
      placeholder: "SIZES",
      expects: "whole numbers from 1, with commas between them",
    },
    {
      group: "Model",
      description: "sizes of the hidden layers of an mlp head",
      default: "512",
      example: "512,256",
    },
  ),
  headDropout: setting(
    real("a number from 0, below 1", (value) => value >= 0 && value < 1),
    {
      group: "Model",
      description: "dropout of an mlp head; a linear head has the one of config.json",
      default: "0.1",
      example: "0.2",
    },
  ),
  epochs: setting(whole(1), {
    group: "Training",
    description: "passes over the training rows",
    default: "10 below 2,000 rows, 5 below 10,000, 3 up to 100,000, 2 above",
    example: "3",
    aliases: ["num_train_epochs"],
  }),
  maxSteps: setting(whole(1), {
    group: "Training",
    description: "optimizer steps of the run, whatever the epochs",
    default: "as the epochs give",
    example: "500",
  }),
  batchSize: setting(whole(1), {
    group: "Training",
    description: "rows of a batch",
    default: "16 below 10,000 rows, 32 from there, shared among accumulated batches",
    example: "32",
    aliases: ["per_device_train_batch_size", "train_batch_size"],
  }),
  gradientAccumulation: setting(whole(1), {
    group: "Training",
    description: "batches that make one optimizer step",
    default: "1",
    example: "2",
    aliases: ["gradient_accumulation_steps"],
  }),
  learningRate: setting(
    real("a number above 0", (value) => value > 0),
    {
      group: "Training",
      description: "highest learning rate",
      default:
        "by hidden size: 2e-5 from 1024, 3e-5 from 768, 5e-5 above 256, else 2e-4; 1e-3 with a frozen encoder",
      example: "3e-5",
      aliases: ["lr"],
    },
  ),
  lrScheduler: setting(choice(["linear", "cosine", "constant"]), {
    group: "Training",
    description: "course of the learning rate after the warm-up",
    default: "linear",
    example: "cosine",
    aliases: ["lr_scheduler_type"],
  }),
  warmupRatio: setting(
    real("a number from 0 to 1", (value) => value >= 0 && value <= 1),
    {
      group: "Training",
      description: "share of the steps in which the rate rises",
      default: "0.1",
      example: "0.06",
    },
  ),
  warmupSteps: setting(
    real("a whole number from 0, or a ratio below 1", (value) =>
      value < 1 ? value >= 0 : Number.isSafeInteger(value),
    ),
    {
      group: "Training",
      description: "steps in which the rate rises; below 1 it is a ratio",
      default: "by the warm-up ratio",
      example: "100",
    },
  ),
  optimizer: setting(choice(["adamw", "adam", "sgd"], { adamw_torch: "adamw" }), {
    group: "Training",
    description: "optimizer",
    default: "adamw",
    example: "adam",
    aliases: ["optim"],
  }),
  weightDecay: setting(
    real("a number from 0", (value) => value >= 0),
    {
      group: "Training",
      description: "weight decay; biases and layer norms have none",
      default: "0.01",
      example: "0",
    },
  ),
  maxGradNorm: setting(
    real("a number from 0", (value) => value >= 0),
    {
      group: "Training",
      description: "largest norm of the gradient, longer ones are scaled down; 0 turns it off",
      default: "1",
      example: "0",
    },
  ),
  classWeights: setting(
    {
      schema: z.union([
        z.preprocess((value) => (value === "auto" ? "balanced" : value), z.literal("balanced")),
        numberList((weight) => weight > 0),
      ]),
      placeholder: "WEIGHTS",
      expects: "balanced, or numbers above 0 with commas between them",
    },
    {
      group: "Training",
      description:
        "weights of the classes in the loss: numbers in label order, or balanced by the training and validation rows",
      default: "none",
      example: "balanced",
    },
  ),
  labelSmoothing: setting(
    real("a number from 0, below 1", (value) => value >= 0 && value < 1),
    {
      group: "Training",
      description: "share of the target spread over all classes",
      default: "0",
      example: "0.1",
      aliases: ["label_smoothing_factor"],
    },
  ),
  seed: setting(whole(0), {
    group: "Training",
    description: "seed of the split, the row order, the new weights and the dropout",
    default: "42",
    example: "1",
  }),
  metricForBestModel: setting(
    choice(["loss", "loss_batch_mean", "accuracy", "f1", "f1_macro", "f1_weighted"], {
      eval_loss: "loss",
      eval_loss_batch_mean: "loss_batch_mean",
      eval_accuracy: "accuracy",
      eval_f1: "f1",
      eval_f1_macro: "f1_macro",
      eval_f1_weighted: "f1_weighted",
    }),
    {
      group: "Evaluation and saving",
      description: "validation score that chooses the best weights",
      default: "f1_macro",
      example: "loss",
    },
  ),
  earlyStopping: setting(whole(0), {
    group: "Evaluation and saving",
    description: "stop after N evaluations without a better score; 0 turns it off",
    default: "3 when Berth chose the epochs and they are more than 3, else 0",
    example: "2",
    aliases: ["early_stopping_patience"],
  }),
  evalSteps: setting(whole(1), {
    group: "Evaluation and saving",
    description: "evaluate every N steps",
    default: "each epoch",
    example: "200",
  }),
  saveSteps: setting(whole(1), {
    group: "Evaluation and saving",
    description: "write the checkpoint in last/ every N steps",
    default: "each epoch",
    example: "200",
  }),
  loggingSteps: setting(whole(1), {
    group: "Evaluation and saving",
    description: "write a line of progress every N steps",
    default: "50",
    example: "10",
  }),
  output: setting(text("DIR", "the path of a new directory"), {
    group: "Evaluation and saving",
    description: "directory that the run is written to",
    default: "must be given",
    example: "runs/sentiment",
    aliases: ["output_dir"],
  }),
  resume: setting(toggle, {
    group: "Evaluation and saving",
    description: "go on from the checkpoint in the output directory, exactly",
    default: "off",
    example: "true",
    aliases: ["resume_from_checkpoint"],
  }),
  resumeInexact: setting(toggle, {
    group: "Evaluation and saving",
    description: "resume even where the machine or the versions differ, so that numbers may too",
    default: "off",
    example: "true",
  }),
  engine: setting(choice(["auto", "onnxruntime"]), {
    group: "Machine",
    description: "runtime that computes the steps",
    default: "auto",
    example: "onnxruntime",
  }),
  threads: setting(whole(1), {
    group: "Machine",
    description: "threads of the engine",
    default: "the cores of the machine",
    example: "4",
  }),
  show: setting(whole(0), {
    group: "Machine",
    description: "print the first N encoded examples",
    default: "0",
    example: "3",
  }),
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
  | "test"
  | "textColumn"
  | "labelColumn"
  | "preset"
  | "cleaning"
  | "maxTrainSamples"
  | "lowerCase"
  | "freeze"
  | "headDropout"
  | "maxSteps"
  | "warmupSteps"
  | "classWeights"
  | "evalSteps"
  | "saveSteps";

/** A recipe with every setting decided, as `recipe.json` keeps it. */
export type ResolvedRecipe = {
  readonly [Name in Exclude<SettingName, "resume" | "resumeInexact">]:
    | Exclude<Given[Name], undefined>
    | (Name extends Open ? null : never);
};
