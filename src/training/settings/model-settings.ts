import { z } from "zod";
// Not by the index: flags are told without loading the tasks.
import { taskAliases, taskNames } from "../../tasks/task-names.js";
import { truncations } from "../../tasks/truncations.js";
import { choice, modelName, numberList, real, setting, text, toggle, whole } from "../setting.js";

const freezePattern = /^(encoder|embeddings|\d+(-\d+)?)(, *(embeddings|\d+(-\d+)?))*$/;

/** The model to start from, what it reads, and what stands on it. */
export const modelSettings = {
  model: setting(modelName, {
    group: "Model",
    description:
      "model to start from: berth-mini-en or berth-mini-zh, which come with Berth, a directory, or a name on the hub such as bert-base-uncased (docs/loading-models.md)",
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
    description:
      "tokens of a text that are read at once, special tokens included; the rest is cut, or of entities, answers and --truncation windows read in more windows",
    default: "the 99th percentile of the texts, at most 256 and the model's positions",
    example: "128",
    aliases: ["max_seq_length"],
  }),
  truncation: setting(choice(truncations), {
    group: "Model",
    description:
      "what is read of a text that is too long: its head, its head and tail, or all of it in windows",
    default: "head; entities and answers are read in windows",
    example: "windows",
  }),
  stride: setting(whole(0), {
    group: "Model",
    description:
      "tokens that neighbouring windows of a long text share, half of a window at most: of entities and answers, and with --truncation windows",
    default: "a quarter of a window, 128 for answers",
    example: "64",
    aliases: ["doc_stride"],
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
};
