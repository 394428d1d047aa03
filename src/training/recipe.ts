import { z } from "zod";
// Not by the index: flags are told without loading the readers.
import { formatNames } from "../records/read-options.js";
import { taskAliases, taskNames } from "../tasks/task-names.js";
import {
  choice,
  choices,
  numberList,
  real,
  setting,
  text,
  toggle,
  whole,
  yesOrNo,
} from "./setting.js";

const path = text("FILE", "the path of a file");
/** Hugging Face writes `eval_loss` for what is `loss` here. */
const scoreName = {
  schema: z
    .string()
    .min(1)
    .transform((name) => name.replace(/^eval_/, "")),
  placeholder: "SCORE",
  expects: "the name of a score",
};
const modelName = text("DIR|NAME", "a model directory, or the name of a model on the hub");
const column = text("COLUMN", "the name of a column");
const freezePattern = /^(encoder|embeddings|\d+(-\d+)?)(, *(embeddings|\d+(-\d+)?))*$/;

/** How rows are augmented. */
export const augmentMethods = ["synonym", "insert", "swap", "delete", "contextual"] as const;

/**
 * Every setting of a fine-tuning, once: the flags, their help, `--config` files, docs/cli.md and the
 * checks of recipes written in code all come from here.
 */
export const recipeSchema = z.strictObject({
  train: setting(path, {
    group: "Data",
    description: "labelled rows to learn from: a file of any format in docs/data-formats.md",
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
  groupBy: setting(text("COLUMN", "the name of a column, or near-duplicates"), {
    group: "Data",
    description:
      "keep rows with the same value of a column, or near-duplicates, on one side of the validation split",
    default: "none",
    example: "near-duplicates",
  }),
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
  textPairColumn: setting(column, {
    group: "Data",
    description: "column of the second text: the context of a question",
    default: "guessed, and said, in tasks that read two",
    example: "context",
    aliases: ["text_pair_column_name", "context_column"],
  }),
  nBest: setting(whole(1), {
    group: "Model",
    description: "answers: likeliest first and last tokens that are tried in each window",
    default: "20",
    example: "50",
    aliases: ["n_best_size"],
  }),
  maxAnswerLength: setting(whole(1), {
    group: "Model",
    description: "answers: tokens of one at most",
    default: "30",
    example: "50",
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
  format: setting(choice(formatNames), {
    group: "Data",
    description: "format of the data files",
    default: "by their names and contents",
    example: "conll",
  }),
  delimiter: setting(text("SIGN", "one ASCII character, or tab, comma, semicolon, pipe or space"), {
    group: "Data",
    description: "what separates the cells of CSV and TSV files",
    default: "by the header of a CSV, a tab in a TSV",
    example: "semicolon",
  }),
  quote: setting(text("SIGN", "one ASCII character, or none"), {
    group: "Data",
    description: "what cells of CSV and TSV files stand in",
    default: "a double quote in a CSV, none in a TSV",
    example: "none",
  }),
  header: setting(yesOrNo, {
    group: "Data",
    description: "whether the first line of CSV and TSV files names the columns",
    default: "yes, where its cells do not come again below",
    example: "no",
  }),
  encoding: setting(text("NAME", "the name of an encoding"), {
    group: "Data",
    description: "encoding of the data files",
    default: "by their bytes",
    example: "gb18030",
  }),
  augment: setting(choices(augmentMethods), {
    group: "Data",
    description: "make more training rows out of each by these edits",
    default: "none",
    example: "synonym,swap",
  }),
  augmentRate: setting(
    real("a number above 0 and below 1", (value) => value > 0 && value < 1),
    {
      group: "Data",
      description: "share of a row's words that an augmentation edits",
      default: "0.1",
      example: "0.2",
    },
  ),
  augmentRows: setting(whole(1), {
    group: "Data",
    description: "rows that an augmentation makes of each training row",
    default: "1",
    example: "4",
  }),
  augmentThesaurus: setting(path, {
    group: "Data",
    description: "synonyms of your own: a word, a tab and synonyms a line, or JSON",
    default: "WordNet, for English",
    example: "synonyms.tsv",
  }),
  augmentModel: setting(modelName, {
    group: "Data",
    description: "model with a masked-language head that gives the words of contextual edits",
    default: "none: contextual edits need it",
    example: "bert-base-uncased",
  }),
  model: setting(modelName, {
    group: "Model",
    description:
      "model to start from: a directory, or a name on the hub such as bert-base-uncased (docs/loading-models.md)",
    default: "must be given",
    example: "bert-base-uncased",
    aliases: ["model_name_or_path"],
  }),
  revision: setting(text("REVISION", "a branch, tag or commit"), {
    group: "Model",
    description: "branch, tag or commit of a model on the hub; recipe.json records the commit",
    default: "main",
    example: "main",
    aliases: ["model_revision"],
  }),
  task: setting(choice(taskNames, taskAliases), {
    group: "Model",
    description: "what to learn",
    default: "guessed by the columns and labels, and said",
    example: "classification",
  }),
  maxLength: setting(whole(3), {
    group: "Model",
    description: "tokens of a text that are read, special tokens included; the rest is cut",
    default: "the 99th percentile of the texts, at most 256 and the model's positions",
    example: "128",
    aliases: ["max_seq_length"],
  }),
  stride: setting(whole(0), {
    group: "Model",
    description: "tokens that neighbouring windows of a long text share, for entities and answers",
    default: "a quarter of a window for entities, 128 for answers",
    example: "64",
    aliases: ["doc_stride"],
  }),
  labelAllTokens: setting(toggle, {
    group: "Model",
    description: "entities: label every token of a word, and not its first alone",
    default: "off",
    example: "true",
  }),
  documentContext: setting(toggle, {
    group: "Model",
    description:
      "entities: read each sentence with its document's other sentences around it, as far as they fit",
    default: "off",
    example: "true",
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
  frozenDropout: setting(toggle, {
    group: "Model",
    description:
      "drop values in frozen layers as well, as published training loops do; they are then computed in every step",
    default: "off",
    example: "true",
  }),
  head: setting(choice(["linear", "mlp", "crf"]), {
    group: "Model",
    description:
      "what stands on the encoder: one layer, several (mlp), or for entities one with a CRF behind it",
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
  linearProbeFirst: setting(whole(0), {
    group: "Training",
    description:
      "epochs before all others that train only the head, on the frozen encoder; each part of the run has its own warm-up and decay",
    default: "0",
    example: "1",
  }),
  linearProbeRate: setting(
    real("a number above 0", (value) => value > 0),
    {
      group: "Training",
      description: "highest learning rate of these first epochs",
      default: "1e-3",
      example: "1e-3",
    },
  ),
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
  gradientCheckpointing: setting(toggle, {
    group: "Training",
    description: "compute layers again on the way back: much less memory, about a third slower",
    default: "off",
    example: "true",
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
  llrd: setting(
    real("a number above 0, at most 1", (value) => value > 0 && value <= 1),
    {
      group: "Training",
      description:
        "what the learning rate is multiplied by from each layer to the one below it; the head has the whole rate",
      default: "1",
      example: "0.95",
      aliases: ["layer_wise_lr_decay"],
    },
  ),
  reinitLayers: setting(whole(0), {
    group: "Training",
    description: "draw the last N layers and the pooler anew before training",
    default: "0",
    example: "1",
  }),
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
  focalGamma: setting(
    real("a number from 0", (value) => value >= 0),
    {
      group: "Training",
      description:
        "focal loss: rows that are told well already count less, the more so the larger the number; 0 is plain cross entropy",
      default: "0",
      example: "2",
    },
  ),
  seed: setting(whole(0), {
    group: "Training",
    description: "seed of the split, the row order, the new weights and the dropout",
    default: "42",
    example: "1",
  }),
  metricForBestModel: setting(scoreName, {
    group: "Evaluation and saving",
    description: "validation score that chooses the best weights: loss, or one of the task's own",
    default: "the task's main score: f1_macro in classification",
    example: "loss",
  }),
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
  engine: setting(choice(["auto", "onnxruntime", "openvino"]), {
    group: "Machine",
    description: "runtime that computes",
    default: "auto: openvino where it is found, else onnxruntime",
    example: "onnxruntime",
  }),
  device: setting(choice(["auto", "cpu", "webgpu", "cuda"], { true: "cpu", false: "auto" }), {
    group: "Machine",
    description: "what the engine computes on",
    default: "auto: cuda where it works, else cpu",
    example: "cpu",
    aliases: ["use_cpu"],
  }),
  precision: setting(choice(["auto", "f32", "bf16"], { true: "bf16", false: "f32" }), {
    group: "Machine",
    description: "numbers of the matrix products; weights, loss and optimizer are always f32",
    default: "auto: bf16 for training steps with openvino on a processor with AMX, else f32",
    example: "f32",
    aliases: ["bf16"],
  }),
  threads: setting(whole(1), {
    group: "Machine",
    description: "threads of the engine",
    default: "the cores of the machine",
    example: "4",
  }),
  prefixCache: setting(text("DIR|off", "the path of a folder, or off"), {
    group: "Machine",
    description:
      "folder that keeps what frozen layers give, for every epoch and later runs; off computes it in every step",
    default: "berth/prefix in the user's cache folder",
    example: "off",
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
  | "groupBy"
  | "test"
  | "augment"
  | "augmentRate"
  | "augmentRows"
  | "augmentThesaurus"
  | "augmentModel"
  | "textColumn"
  | "labelColumn"
  | "textPairColumn"
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
  | "lowerCase"
  | "freeze"
  | "headDropout"
  | "maxSteps"
  | "linearProbeRate"
  | "warmupSteps"
  | "classWeights"
  | "evalSteps"
  | "saveSteps"
  | "prefixCache";

/** A recipe with every setting decided, as `recipe.json` keeps it. */
export type ResolvedRecipe = {
  readonly [Name in Exclude<SettingName, "resume" | "resumeInexact">]:
    | Exclude<Given[Name], undefined | "auto">
    | (Name extends Open ? null : never);
};
