import { type JsonObject, someOf } from "../base/index.js";
import { isEncoderName } from "../models/index.js";
import { labelNames, taskOfConfig } from "../prediction/index.js";
import {
  areSameFeatures,
  type FeatureColumn,
  storedFeatures,
  type TaskName,
} from "../tasks/index.js";

/** Names that stand for labels where a model was given none: such a head may be for any. */
const placeholder = /^LABEL_\d+$/;

/** The weights of a model that a run begins from. */
export interface BaseWeights {
  readonly values: ReadonlyMap<string, Float32Array>;
  /** What is to be said of them, in sentences. */
  readonly notes: readonly string[];
}

/** What a head of a run is for. */
export interface HeadPurpose {
  readonly task: TaskName;
  /** None where its task has none. */
  readonly labels: readonly string[];
  /** Columns that it reads beside the text. */
  readonly features: readonly FeatureColumn[];
}

/**
 * The weights of a model that was trained for other labels or columns, without its head: even one that fits by its
 * shape has learnt to tell something else. Those of a model without a head, or for the same, stay.
 *
 * @param model - its name, for the sentence
 */
export function withoutOtherHead(
  model: string,
  base: BaseWeights,
  config: JsonObject,
  wanted: HeadPurpose,
): BaseWeights {
  const before = formerPurpose(config, wanted);
  if (before === undefined) return base;
  const kept = [...base.values].filter(([name]) => isEncoderName(name));
  const now = wanted.labels.length === 0 ? "" : ` for ${someOf(wanted.labels)}`;
  const sentence = `${model}: its head was trained ${before}; it is replaced by a new one${now}`;
  return { values: new Map(kept), notes: [sentence, ...base.notes] };
}

/** What the head of a model was for, where that is something else. */
function formerPurpose(
  config: JsonObject,
  { task, labels, features }: HeadPurpose,
): string | undefined {
  const names = labelNames(config);
  const isNamed = names.length > 0 && !names.every((name) => placeholder.test(name));
  if (isNamed && JSON.stringify(names) !== JSON.stringify(labels)) return `for ${someOf(names)}`;
  // Logits of one label among all say nothing of each label by itself.
  const takesSets = isForSets(taskOfConfig(config));
  if (isNamed && takesSets !== isForSets(task)) {
    return `for ${takesSets ? "any number of the labels" : "one of the labels"} a text`;
  }
  const columns = storedFeatures(config);
  if (columns.length === 0 || areSameFeatures(columns, features)) return undefined;
  return `with the columns ${someOf(columns.map(({ column }) => column))}, or other values of them`;
}

const isForSets = (task: TaskName): boolean => task === "multi-label";
