import type { TaskName } from "../tasks/index.js";
// Not by the index: flags are told without loading the readers.
import { aggregations } from "../tasks/ner/aggregations.js";
import { sequenceTasks } from "../tasks/sequence-tasks.js";
import type { TextInput } from "../tokenizer/index.js";
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
import { pairsUnfit } from "./fitting-flags.js";
import { inputPairs } from "./input-pairs.js";
import type { Piped } from "./read-stdin.js";
import { inputTexts, requireTable } from "./texts.js";
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
    task: readFlag("--task", options.task, choice(["label", "pair", "fill-mask"])) ?? "label",
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

/** What the directory of a model tells of the texts that it reads. */
interface Reads {
  readonly task: TaskName | undefined;
  /** Undefined where it does not tell. */
  readonly readsPairs: boolean | undefined;
}

/**
 * What a model labels: pairs, where it was trained on them, or where they are asked for and its directory
 * does not tell; else single texts. `--task pair` fits the model: see `requireFittingFlags`.
 *
 * @throws USAGE where a second text is named for a model that reads single texts; the codes of the readers
 */
export async function inputsOf(
  asked: Asked,
  { task, readsPairs }: Reads,
  input: Piped,
): Promise<readonly TextInput[]> {
  const { words, options, flags } = asked;
  const { readAs, columns } = flags;
  const mayReadPairs =
    readsPairs === undefined &&
    flags.task !== "fill-mask" &&
    sequenceTasks.includes(task ?? "pair");
  const namesPair = columns.textPairColumn !== undefined;
  if (namesPair && readsPairs !== true && !mayReadPairs) {
    const by = flags.task === "fill-mask" ? "--task fill-mask" : options.model;
    throw pairsUnfit("--text-pair-column", by);
  }
  if (readsPairs === true || flags.task === "pair" || namesPair) {
    if (options.data === undefined) requireTable({ ...readAs, ...columns }, []);
    return inputPairs(words, options.data, { ...readAs, ...columns }, input);
  }
  const { textColumn } = columns;
  requireTable({ ...readAs, textColumn }, [options.data]);
  const forEntities = flags.task !== "fill-mask" && task === "ner";
  const reading = { ...readAs, textColumn, forEntities, mayReadPairs };
  return inputTexts(words, options.data, reading, input);
}
