import { type JsonObject, someOf } from "../base/index.js";
import { isEncoderName } from "../models/index.js";
import { labelNames } from "../prediction/index.js";

/** Names that stand for labels where a model was given none: such a head may be for any. */
const placeholder = /^LABEL_\d+$/;

/** The weights of a model that a run begins from. */
export interface BaseWeights {
  readonly values: ReadonlyMap<string, Float32Array>;
  /** What is to be said of them, in sentences. */
  readonly notes: readonly string[];
}

/**
 * The weights of a model that was trained for other labels, without its head: even one that fits by its shape
 * has learnt to tell something else. Those of a model without a head, or for the same labels, stay.
 *
 * @param model - its name, for the sentence
 * @param labels - those of the run; none where its task has none
 */
export function withoutOtherHead(
  model: string,
  base: BaseWeights,
  config: JsonObject,
  labels: readonly string[],
): BaseWeights {
  const before = labelNames(config);
  const isNamed = before.length > 0 && !before.every((name) => placeholder.test(name));
  if (!isNamed || JSON.stringify(before) === JSON.stringify(labels)) return base;
  const kept = [...base.values].filter(([name]) => isEncoderName(name));
  const now = labels.length === 0 ? "" : ` for ${someOf(labels)}`;
  const sentence = `${model}: its head was trained for ${someOf(before)}; it is replaced by a new one${now}`;
  return { values: new Map(kept), notes: [sentence, ...base.notes] };
}
