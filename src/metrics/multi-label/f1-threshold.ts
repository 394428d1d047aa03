import { scoresOfCounts } from "../class-scores.js";

/**
 * The threshold on a probability that gives the best F1: a cell is predicted where its probability is
 * at least that. Thresholds lie half-way between two neighbouring probabilities; of equally good ones
 * the nearest to 0.5 is taken. It is 0.5 where nothing is true.
 *
 * Over the cells of one label this is that label's threshold; over all cells it is the one threshold
 * with the best micro F1.
 *
 * @param truth - 1 or 0 a cell
 * @param probabilities - one a cell
 *
 * @example
 * f1Threshold([1, 0, 1], [0.4, 0.1, 0.3]); // 0.2
 */
export function f1Threshold(truth: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const cells = Array.from(truth, (isTrue, cell) => ({
    isTrue,
    probability: probabilities[cell] as number,
  })).sort((a, b) => b.probability - a.probability);
  const support = cells.reduce((sum, { isTrue }) => sum + isTrue, 0);
  if (support === 0) return 0.5;
  let best = { f1: 0, threshold: 0.5 };
  let hits = 0;
  for (const [cell, { isTrue, probability }] of cells.entries()) {
    hits += isTrue;
    const next = cells[cell + 1]?.probability;
    if (next === probability) continue;
    const { f1 } = scoresOfCounts({ hits, predicted: cell + 1, support });
    const threshold = between(next ?? 0, probability);
    const isNearer = Math.abs(threshold - 0.5) < Math.abs(best.threshold - 0.5);
    if (f1 > best.f1 || (f1 === best.f1 && isNearer)) best = { f1, threshold };
  }
  return best.threshold;
}

/** The middle, and never the lower number itself where the two are neighbours among floats. */
function between(lower: number, upper: number): number {
  const middle = (lower + upper) / 2;
  return middle > lower ? middle : upper;
}

/**
 * The best threshold of each label.
 *
 * @param truth - `[n * L]`
 * @param probabilities - `[n * L]`
 * @returns `[L]`
 */
export function f1Thresholds(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  labelCount: number,
): number[] {
  const column = (cells: ArrayLike<number>, label: number): number[] =>
    Array.from(
      { length: cells.length / labelCount },
      (_, row) => cells[row * labelCount + label] as number,
    );
  return Array.from({ length: labelCount }, (_, label) =>
    f1Threshold(column(truth, label), column(probabilities, label)),
  );
}
