import { z } from "zod";
import { recipeSchema } from "../training/recipe.js";
import { choice, real, setting, text, toggle, whole } from "../training/setting.js";
import { settingsReader } from "../training/settings-reader.js";
import { presetNames } from "./presets.js";

const shared = recipeSchema.shape;

/** Paths, as text with commas between them. */
const paths = {
  schema: z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").map((path) => path.trim()) : value),
    z.array(z.string().min(1)).min(1),
  ),
  placeholder: "PATHS",
  expects: "paths of files or folders, with commas between them",
} as const;

/** Tokens of the shortest sequence: fewer hold no pair beside the special ones. */
export const shortestSequence = 8;

const size = (what: string, byDefault: string, example: string, aliases: readonly string[]) =>
  setting(whole(1), {
    group: "Model",
    description: what,
    default: byDefault,
    example,
    aliases,
  });

/** Every setting of a pre-training: flags, help, `--config` files and checks come from here. */
const pretrainingSchema = z.strictObject({
  corpus: setting(paths, {
    group: "Data",
    description:
      "texts to learn from: text files, folders of them, or tables; a blank line ends a document, a row is one",
    default: "must be given",
    example: "books/,notes.txt",
    aliases: ["train_file"],
  }),
  validation: setting(paths, {
    group: "Data",
    description: "texts that tell how well hidden words are told",
    default: "a part of the corpus",
    example: "held-out.txt",
    aliases: ["validation_file"],
  }),
  validationSplit: setting(
    real("a number above 0 and below 1", (value) => value > 0 && value < 1),
    {
      group: "Data",
      description:
        "share of the corpus kept for validation, at most 200,000 tokens: whole documents where there are 20 or more",
      default: "0.05 without validation texts",
      example: "0.01",
    },
  ),
  textColumn: setting(text("COLUMN", "the name of a column"), {
    group: "Data",
    description: "column of the text, where the corpus is tables",
    default: "none: the corpus is text",
    example: "tweet",
    aliases: ["text_column_name"],
  }),
  corpusCache: setting(text("DIR", "the path of a folder"), {
    group: "Data",
    description: "folder that keeps the corpus as tokens, for later runs",
    default: "berth/corpus in the user's cache folder",
    example: "cache",
  }),
  format: shared.format,
  delimiter: shared.delimiter,
  quote: shared.quote,
  header: shared.header,
  encoding: shared.encoding,
  model: setting(text("DIR|NAME", "a model directory, or the name of a model on the hub"), {
    group: "Model",
    description: "model to go on from, with its tokenizer; heads that it lacks are drawn anew",
    default: "none: from scratch",
    example: "bert-base-uncased",
    aliases: ["model_name_or_path"],
  }),
  revision: shared.revision,
  tokenizer: setting(text("DIR", "a directory with a tokenizer"), {
    group: "Model",
    description: "tokenizer of a model from scratch, such as the output of berth tokenizer train",
    default: "none: the model's own",
    example: "tokenizers/en",
    aliases: ["tokenizer_name"],
  }),
  preset: setting(choice(presetNames), {
    group: "Model",
    description:
      "sizes of a model from scratch: layers x hidden size tiny 2x128, mini 4x256, small 4x512, medium 8x512, base 12x768, large 24x1024",
    default: "mini",
    example: "small",
  }),
  layers: size("layers of the encoder", "by the preset", "6", ["num_hidden_layers"]),
  hiddenSize: size("width of the encoder", "by the preset", "384", []),
  heads: size(
    "attention heads of a layer",
    "the hidden size by 64, or the next fewer that divide it",
    "6",
    ["num_attention_heads"],
  ),
  intermediateSize: size(
    "width inside the feed-forward layers",
    "4 times the hidden size",
    "1536",
    [],
  ),
  positions: setting(whole(shortestSequence), {
    group: "Model",
    description: "longest sequence that the model will take",
    default: "512",
    example: "512",
    aliases: ["max_position_embeddings"],
  }),
  dropout: setting(
    real("a number from 0, below 1", (value) => value >= 0 && value < 1),
    {
      group: "Model",
      description: "dropout of the encoder and of attention",
      default: "0.1, or the model's own",
      example: "0",
    },
  ),
  pairs: setting(choice(["nsp", "sop", "none"], { false: "none" }), {
    group: "Training",
    description:
      "what is learnt of two segments: whether the second follows (nsp), which comes first (sop), or none",
    default: "nsp where most documents have two sentences or more, else none",
    example: "sop",
  }),
  maskRate: setting(
    real("a number above 0 and below 1", (value) => value > 0 && value < 1),
    {
      group: "Training",
      description: "share of the tokens that are chosen to be told",
      default: "0.15",
      example: "0.2",
      aliases: ["mlm_probability"],
    },
  ),
  wholeWords: setting(toggle, {
    group: "Training",
    description: "choose the tokens of a word together",
    default: "on",
    example: "false",
    aliases: ["whole_word_mask"],
  }),
  maxLength: setting(whole(shortestSequence), {
    group: "Training",
    description:
      "tokens of a sequence, special ones included: sentences of a document are packed to it",
    default: "128, at most the model's positions",
    example: "256",
    aliases: ["max_seq_length"],
  }),
  epochs: setting(whole(1), {
    group: "Training",
    description: "passes over the corpus; each hides other tokens",
    default: "3",
    example: "10",
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
    description: "sequences of a batch",
    default: "32",
    example: "64",
    aliases: ["per_device_train_batch_size", "train_batch_size"],
  }),
  gradientAccumulation: shared.gradientAccumulation,
  gradientCheckpointing: shared.gradientCheckpointing,
  learningRate: setting(
    real("a number above 0", (value) => value > 0),
    {
      group: "Training",
      description: "highest learning rate",
      default: "from scratch 5e-4 below hidden size 768, else 1e-4; 5e-5 onward from a model",
      example: "1e-4",
      aliases: ["lr"],
    },
  ),
  lrScheduler: setting(choice(["linear", "one-cycle", "cosine", "constant"]), {
    group: "Training",
    description: "course of the learning rate",
    default: "linear",
    example: "one-cycle",
    aliases: ["lr_scheduler_type"],
  }),
  warmupRatio: shared.warmupRatio,
  warmupSteps: shared.warmupSteps,
  weightDecay: shared.weightDecay,
  maxGradNorm: shared.maxGradNorm,
  seed: setting(whole(0), {
    group: "Training",
    description: "seed of the new weights, the order, the hidden tokens, the pairs and the dropout",
    default: "42",
    example: "1",
  }),
  earlyStopping: setting(whole(0), {
    group: "Evaluation and saving",
    description: "stop after N evaluations without a lower loss; 0 turns it off",
    default: "0",
    example: "3",
    aliases: ["early_stopping_patience"],
  }),
  evalSteps: shared.evalSteps,
  saveSteps: shared.saveSteps,
  loggingSteps: shared.loggingSteps,
  output: setting(text("DIR", "the path of a new directory"), {
    group: "Evaluation and saving",
    description: "directory that the run is written to",
    default: "must be given",
    example: "runs/my-bert",
    aliases: ["output_dir"],
  }),
  resume: shared.resume,
  resumeInexact: shared.resumeInexact,
  engine: shared.engine,
  device: shared.device,
  precision: shared.precision,
  threads: shared.threads,
});

/** Reads the settings of a pre-training by any of their names. */
export const pretrainingSettings = settingsReader(pretrainingSchema, ["corpus", "output"]);

/** Settings of sizes, which a model or a `config.json` has of its own. */
export const sizeSettings = [
  "preset",
  "layers",
  "hiddenSize",
  "heads",
  "intermediateSize",
  "positions",
] as const satisfies readonly (keyof typeof pretrainingSchema.shape)[];

type Given = z.output<typeof pretrainingSchema>;
type SettingName = keyof Given;
type Required = "corpus" | "output";

/** What a user gives: texts and an output, and a model or a tokenizer; all else has a default. */
export type PretrainingRecipe = {
  readonly [Name in Exclude<SettingName, Required>]?: Given[Name];
} & { readonly [Name in Required]: Exclude<Given[Name], undefined> };

/** Settings that may stay open: null means what their default says in words. */
type Open =
  | "validation"
  | "textColumn"
  | "corpusCache"
  | "format"
  | "delimiter"
  | "quote"
  | "header"
  | "encoding"
  | "model"
  | "revision"
  | "tokenizer"
  | "preset"
  | "maxSteps"
  | "warmupSteps"
  | "evalSteps"
  | "saveSteps";

/** A recipe with every setting decided, as `recipe.json` keeps it. */
export type ResolvedPretraining = {
  readonly [Name in Exclude<SettingName, "resume" | "resumeInexact">]:
    | Exclude<Given[Name], undefined | "auto">
    | (Name extends Open ? null : never);
};
