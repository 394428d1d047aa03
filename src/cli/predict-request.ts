import { BerthError } from "../base/index.js";
// Not by the index: flags are told without loading the readers.
import { aggregations } from "../tasks/ner/aggregations.js";
import { choice, whole } from "../training/setting.js";
import { readNoAnswer } from "./answer-flags.js";
import {
  type CommonOptions,
  machineSettings,
  readFlag,
  readSettingNames,
  settingsFromFlags,
} from "./command.js";
import type { ExplainFlags } from "./explain-flags.js";
import { inputTexts } from "./texts.js";
import { readThreshold } from "./threshold-flag.js";

/** The flags of `berth predict`, as they are typed. */
export interface PredictOptions extends CommonOptions, ExplainFlags {
  readonly model: string;
  readonly task?: string;
  readonly data?: string;
  readonly topK?: string;
  readonly scores?: string;
  readonly question?: string;
  readonly context?: string;
  readonly nullThreshold?: string;
  readonly threshold?: string;
  readonly aggregation?: string;
  readonly offsetUnit?: string;
}

/** What a prediction was asked for. */
export interface Asked {
  readonly words: readonly string[];
  readonly options: PredictOptions;
  readonly flags: ReturnType<typeof readPredictFlags>;
  /** The model's directory, in the cache where it came from the hub. */
  readonly directory: string;
}

/** Where texts come from, and who is told of them. */
export type Input = Parameters<typeof inputTexts>[3];

/** @throws USAGE for a value that a flag does not take */
export function readPredictFlags(options: PredictOptions) {
  const { textColumn, textPairColumn, maxLength, stride, nBest, maxAnswerLength, ...readAs } =
    settingsFromFlags({ ...options }, [
      "textColumn",
      "textPairColumn",
      "maxLength",
      "stride",
      "nBest",
      "maxAnswerLength",
      ...readSettingNames,
    ]);
  return {
    task: readFlag("--task", options.task, choice(["label", "fill-mask"])) ?? "label",
    columns: { textColumn, textPairColumn },
    readAs,
    windows: { maxLength, stride },
    search: { nBest, maxAnswerLength, noAnswerThreshold: readNoAnswer(options.nullThreshold) },
    machine: settingsFromFlags({ ...options }, ["revision", ...machineSettings]),
    topK: readFlag("--top-k", options.topK, whole(1)),
    threshold: readThreshold(options.threshold),
    scores: readFlag("--scores", options.scores, choice(["probabilities", "logits"])),
    aggregation: readFlag("--aggregation", options.aggregation, choice(aggregations)),
    offsetUnit: readFlag("--offset-unit", options.offsetUnit, choice(["utf16", "codepoint"])),
  };
}

/** Single texts; a second column has no place among them. */
export async function textsOf(asked: Asked, input: Input): Promise<readonly string[]> {
  const { words, options, flags, directory } = asked;
  const { readAs, columns } = flags;
  if (columns.textPairColumn !== undefined) {
    const message = `--text-pair-column: the model in ${options.model} reads one text a row. Leave it out`;
    throw new BerthError("USAGE", message);
  }
  const { textColumn } = columns;
  const { taskOfDirectory } = await import("../prediction/task-of-config.js");
  const forEntities = flags.task !== "fill-mask" && (await taskOfDirectory(directory)) === "ner";
  return inputTexts(words, options.data, { ...readAs, textColumn, forEntities }, input);
}
