import type { Counts } from "../class-scores.js";

/** Whether each label holds for each row: `[n * L]`, row-major, 1 where it does and 0 elsewhere. */
export type LabelCells = ArrayLike<number>;

/** How often each label is true, predicted, and both. */
export function labelCounts(
  truth: LabelCells,
  prediction: LabelCells,
  labelCount: number,
): Counts[] {
  return Array.from({ length: labelCount }, (_, label) =>
    countsOf(truth, prediction, label, labelCount, truth.length),
  );
}

/** The same for each row: over its labels. */
export function rowCounts(truth: LabelCells, prediction: LabelCells, labelCount: number): Counts[] {
  return Array.from({ length: truth.length / labelCount }, (_, row) =>
    countsOf(truth, prediction, row * labelCount, 1, (row + 1) * labelCount),
  );
}

function countsOf(
  truth: LabelCells,
  prediction: LabelCells,
  first: number,
  stride: number,
  end: number,
): Counts {
  const counts = { hits: 0, predicted: 0, support: 0 };
  for (let cell = first; cell < end; cell += stride) {
    const isTrue = truth[cell] as number;
    const isPredicted = prediction[cell] as number;
    counts.hits += isTrue * isPredicted;
    counts.predicted += isPredicted;
    counts.support += isTrue;
  }
  return counts;
}
