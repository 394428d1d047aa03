import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import type { FinishedEvent } from "../training/events.js";
import { parseRecipe, readSettings, settingNames } from "../training/read-settings.js";
import type { Recipe } from "../training/recipe.js";
import { isRecordedRecipe, recordedFinetuning } from "../training/recorded-recipe.js";
import { flagOf } from "../training/settings-reader.js";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { listenForInterrupts } from "./interrupts.js";
import { readRecipeFile } from "./recipe-file.js";
import { openTerminal, type Streams } from "./terminal.js";
import { trainingReader } from "./training-reader.js";

type FinetuneOptions = CommonOptions &
  Readonly<Record<string, unknown>> & { readonly config?: string };

/** `berth finetune`: labelled rows and a pre-trained model become a run directory. */
export function finetuneCommand(streams: Streams): Command {
  const command = newCommand("finetune", "Fine-tune a BERT on labelled text.", [
    {
      does: "learn from a CSV; columns are guessed, settings are chosen by data and model",
      line: "berth finetune --train reviews.csv --model bert-base-uncased --output runs/reviews",
    },
    {
      does: "own validation file and settings; Hugging Face's names are taken too",
      line: "berth finetune --train train.csv --validation dev.csv --model minilm --output runs/a --num_train_epochs 3 --lr 5e-5",
    },
    {
      does: "settings from a file, one of them replaced",
      line: "berth finetune --config recipe.yaml --output runs/b --seed 1",
    },
    {
      does: "train only a new head on a frozen encoder",
      line: "berth finetune --train train.csv --model minilm --output runs/c --freeze encoder --head mlp --head-hidden 512 --class-weights balanced",
    },
    {
      does: "three seeds: mean and deviation of their scores, the best model kept",
      line: "berth finetune --train reviews.csv --model minilm --output runs/d --seeds 3",
    },
    {
      does: "go on after Ctrl-C or a power cut",
      line: "berth finetune --train reviews.csv --model bert-base-uncased --output runs/reviews --resume",
    },
  ]).alias("train");
  command.addOption(
    new Option(
      "--config <FILE>",
      "YAML or JSON file with settings, such as the recipe.json of a run; a flag replaces its value",
    ).helpGroup("Data"),
  );
  for (const name of settingNames) command.addOption(settingOption(name));
  addCommonOptions(command, "print the final scores as JSON");
  return command.action((options: FinetuneOptions) => runFinetune(options, streams));
}

async function runFinetune(options: FinetuneOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const recipe = await recipeOf(options);
  // Heavy runtimes are loaded only once there is something to run.
  const { finetune } = await import("../training/index.js");
  await fetchModel(terminal, recipe.model, { revision: recipe.revision });
  if (recipe.augmentModel !== undefined) await fetchModel(terminal, recipe.augmentModel);
  const interruption = listenForInterrupts((text) => terminal.say(text));
  const read = trainingReader(terminal);
  let finished: FinishedEvent | undefined;
  try {
    for await (const event of finetune(recipe, { signal: interruption.signal })) {
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

/** The recipe that flags and file give together; a flag goes before the file. */
async function recipeOf(options: FinetuneOptions): Promise<Recipe> {
  const { config } = options;
  const content = config === undefined ? {} : await readRecipeFile(config);
  const fromFlags = settingsFromFlags(options, settingNames);
  const given = isRecordedRecipe(content) ? recordedFinetuning(content, fromFlags) : content;
  const fromFile = readSettings(given, (name) => `${config}: "${name}"`);
  return parseRecipe({ ...fromFile, ...fromFlags }, flagOf);
}

function printResult(
  { directory, step, bestEpoch, reason, metrics, report, seeds }: FinishedEvent,
  { json }: CommonOptions,
  print: (text: string) => void,
): void {
  const told =
    seeds === undefined
      ? {}
      : {
          seeds: seeds.finished.map(({ seed, metrics: own }) => ({ seed, metrics: own })),
          summary: seeds.summary,
        };
  print(
    json
      ? JSON.stringify({ directory, step, bestEpoch, reason, metrics, ...told })
      : report.trimEnd(),
  );
}
