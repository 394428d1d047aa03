import { confusionMatrix } from "./confusion-matrix.js";

/** How well one class is found, or the average over classes. */
export interface ClassScores {
  /** Of the rows predicted as this class, the share that is. */
  readonly precision: number;
  /** Of the rows of this class, the share predicted so. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** Rows of this class. */
  readonly support: number;
}

/**
 * Precision, recall and F1 of every class. A share of nothing is 0: of a class that is never
 * predicted (precision), never true (recall), or neither (all three).
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 * @returns one entry a class, absent classes included
 */
export function classScores(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  labelCount: number,
): ClassScores[] {
  const confusion = confusionMatrix(truth, prediction, labelCount);
  return confusion.map((row, label) =>
    scoresOfCounts({
      hits: row[label] as number,
      predicted: sum(confusion.map((other) => other[label] as number)),
      support: sum(row),
    }),
  );
}

/** How often one class, or all together, was true, predicted, and both. */
export interface Counts {
  readonly hits: number;
  readonly predicted: number;
  readonly support: number;
}

/** The shares that counts make; a share of nothing is 0. */
export function scoresOfCounts({ hits, predicted, support }: Counts): ClassScores {
  return {
    precision: share(hits, predicted),
    recall: share(hits, support),
    f1: share(2 * hits, support + predicted),
    support,
  };
}

/** The scores of all classes' counts added up. */
export function microAverage(counts: readonly Counts[]): ClassScores {
  const total = (key: keyof Counts): number => sum(counts.map((count) => count[key]));
  return scoresOfCounts({
    hits: total("hits"),
    predicted: total("predicted"),
    support: total("support"),
  });
}

/** Mean over the classes, each counting the same. */
export function macroAverage(scores: readonly ClassScores[]): ClassScores {
  return average(scores, () => 1);
}

/** Mean over the classes, each counting as its rows. */
export function weightedAverage(scores: readonly ClassScores[]): ClassScores {
  return average(scores, (score) => score.support);
}

function average(
  scores: readonly ClassScores[],
  weightOf: (score: ClassScores) => number,
): ClassScores {
  const weights = sum(scores.map(weightOf));
  const mean = (key: keyof ClassScores): number =>
    share(sum(scores.map((score) => weightOf(score) * score[key])), weights);
  return {
    precision: mean("precision"),
    recall: mean("recall"),
    f1: mean("f1"),
    support: sum(scores.map((score) => score.support)),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
