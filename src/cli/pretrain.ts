import { type Command, Option } from "commander";
import { BerthError, type JsonObject } from "../base/index.js";
import type { PretrainingFinishedEvent } from "../pretraining/events.js";
import { type PretrainingRecipe, pretrainingSettings } from "../pretraining/recipe.js";
import { recordedPretraining } from "../pretraining/recorded-recipe.js";
import { changedSettings, isRecordedRecipe } from "../training/recorded-recipe.js";
import { flagOf } from "../training/settings-reader.js";
import { addCommonOptions, type CommonOptions, newCommand, optionOfSetting } from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { listenForInterrupts } from "./interrupts.js";
import { pretrainingReader } from "./pretraining-reader.js";
import { readRecipeFile } from "./recipe-file.js";
import { tableLines } from "./table.js";
import { openTerminal, type Streams } from "./terminal.js";

type PretrainOptions = CommonOptions &
  Readonly<Record<string, unknown>> & { readonly config?: string };

/** `berth pretrain`: plain text becomes a BERT, or a BERT learns more text. */
export function pretrainCommand(streams: Streams): Command {
  const command = newCommand(
    "pretrain",
    "Pre-train a BERT on plain text, from scratch or onward from a model.",
    [
      {
        does: "a small model from scratch, with a vocabulary of its own",
        line: "berth pretrain --corpus books/ --tokenizer tokenizers/en --preset mini --output runs/my-bert",
      },
      {
        does: "more of a model's pre-training, on the texts of a column",
        line: "berth pretrain --corpus tweets.csv --text-column text --model bert-base-uncased --output runs/tweet-bert",
      },
      {
        does: "sizes of one's own, sentence order instead of next sentences, one cycle of the learning rate",
        line: "berth pretrain --corpus books/ --tokenizer tokenizers/en --output runs/a --layers 6 --hidden-size 384 --heads 6 --pairs sop --lr-scheduler one-cycle --lr 1e-3",
      },
      {
        does: "go on after Ctrl-C or a power cut",
        line: "berth pretrain --corpus books/ --tokenizer tokenizers/en --output runs/my-bert --resume",
      },
    ],
  );
  command.addOption(
    new Option(
      "--config <FILE>",
      "YAML or JSON file with settings, such as the recipe.json of a run, a flag replaces its value; or a model's config.json, for the sizes",
    ).helpGroup("Data"),
  );
  const { names, required, settingOf } = pretrainingSettings;
  for (const name of names) {
    command.addOption(optionOfSetting(name, settingOf(name), required.includes(name)));
  }
  addCommonOptions(command, "print the final scores as JSON");
  return command.action((options: PretrainOptions) => runPretrain(options, streams));
}

async function runPretrain(options: PretrainOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const { recipe, config } = await recipeOf(options);
  // Heavy runtimes are loaded only once there is something to run.
  const { pretrain } = await import("../pretraining/index.js");
  if (recipe.model !== undefined) {
    await fetchModel(terminal, recipe.model, { revision: recipe.revision });
  }
  const interruption = listenForInterrupts((text) => terminal.say(text));
  const read = pretrainingReader(terminal);
  let finished: PretrainingFinishedEvent | undefined;
  try {
    for await (const event of pretrain(recipe, { signal: interruption.signal, config })) {
      read.event(event);
      if (event.type === "finished") finished = event;
    }
  } finally {
    read.close();
    interruption.stopListening();
  }
  if (finished?.reason === "interrupted") {
    const { step, directory } = finished;
    const message = `the run was stopped after step ${step}; the same command with --resume goes on from there`;
    throw new BerthError("INTERRUPTED", message, { step, directory });
  }
  if (finished) printResult(finished, options, terminal.print);
}

/** The recipe that flags and file give together, a flag before the file; a `config.json` stays apart. */
async function recipeOf(
  options: PretrainOptions,
): Promise<{ readonly recipe: PretrainingRecipe; readonly config: JsonObject | undefined }> {
  const { config: file } = options;
  const content = file === undefined ? {} : await readRecipeFile(file);
  const { names, read, parse } = pretrainingSettings;
  const given = Object.fromEntries(names.map((name) => [name, options[name]]));
  const fromFlags = read(given, flagOf);
  const { settings, config } = splitContent(content, changedSettings(content, fromFlags));
  const fromFile = read(settings, (name) => `${file}: "${name}"`);
  const recipe = parse({ ...fromFile, ...fromFlags }, flagOf) as PretrainingRecipe;
  return { recipe, config };
}

/** What a `--config` file holds: settings, or a model's config, or both in the record of a run. */
function splitContent(
  content: JsonObject,
  anew: readonly string[],
): {
  readonly settings: JsonObject;
  readonly config: JsonObject | undefined;
} {
  if (isRecordedRecipe(content)) return recordedPretraining(content, anew);
  // Google's bert_config.json names no model type; a vocabulary's size is no setting.
  const isConfig = "model_type" in content || ("vocab_size" in content && "hidden_size" in content);
  return isConfig
    ? { settings: {}, config: { model_type: "bert", ...content } }
    : { settings: content, config: undefined };
}

function printResult(
  { directory, step, reason, metrics }: PretrainingFinishedEvent,
  { json }: CommonOptions,
  print: (text: string) => void,
): void {
  if (json) {
    print(JSON.stringify({ directory, step, reason, metrics }));
    return;
  }
  const scores = Object.entries(metrics)
    .filter(([name]) => name.startsWith("eval_") && name !== "eval_runtime")
    .map(([name, value]) => [name.slice("eval_".length).replaceAll("_", " "), value.toFixed(4)]);
  for (const line of tableLines([["score", "value"], ...scores], ["left", "right"])) print(line);
}
