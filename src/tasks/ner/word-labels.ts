import { logSoftmax } from "../log-softmax.js";
import type { Aggregation } from "./aggregations.js";
import { bestLabels, type Crf } from "./best-labels.js";
import type { EntityReference } from "./entity-reference.js";
import { wordsOf } from "./token-labels.js";

/** A word, or a token, with its label. */
export interface LabelledWord {
  /** First token, and the one behind the last. */
  readonly first: number;
  readonly end: number;
  readonly label: number;
  /** Probability of the label. */
  readonly score: number;
}

/**
 * The label of each word, or of each token for `none` and `simple`.
 *
 * With a CRF the labels of the words are chosen together, each word speaking through its first token (or
 * the average or the surest one); a word is never split then.
 *
 * Axes: T tokens, L labels.
 *
 * @param logits - `[T * L]`, row-major
 */
export function wordLabels(
  { words }: Pick<EntityReference, "words">,
  logits: Float32Array,
  labelCount: number,
  { aggregation, crf }: { readonly aggregation: Aggregation; readonly crf?: Crf | undefined },
): LabelledWord[] {
  const isByToken = aggregation === "none" || aggregation === "simple";
  const byToken = isByToken && crf === undefined;
  const units = byToken
    ? Array.from(words, (_, first) => ({ first, end: first + 1 }))
    : wordsOf(words);
  const logOf = (token: number): Float64Array => logSoftmax(logits, token, labelCount);
  const joined = units.map(({ first, end }) => {
    if (end - first === 1 || isByToken || aggregation === "first") return logOf(first);
    const all = Array.from({ length: end - first }, (_, place) => logOf(first + place));
    return aggregation === "max" ? surest(all) : average(all);
  });
  if (crf === undefined) {
    return units.map((unit, index) => {
      const scores = joined[index] as Float64Array;
      const label = scores.indexOf(Math.max(...scores));
      return { ...unit, label, score: Math.exp(scores[label] as number) };
    });
  }
  const emissions = new Float64Array(units.length * labelCount);
  for (const [index, scores] of joined.entries()) emissions.set(scores, index * labelCount);
  const best = bestLabels(emissions, crf);
  return units.map((unit, index) => ({
    ...unit,
    label: best.labels[index] as number,
    score: best.scores[index] as number,
  }));
}

function surest(all: readonly Float64Array[]): Float64Array {
  const highest = all.map((scores) => Math.max(...scores));
  return all[highest.indexOf(Math.max(...highest))] as Float64Array;
}

/** Logarithms of the mean probabilities. */
function average(all: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0)] = all;
  return first.map((_, label) =>
    Math.log(all.reduce((sum, scores) => sum + Math.exp(scores[label] as number), 0) / all.length),
  );
}
