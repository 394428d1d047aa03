import type { Crf } from "./best-labels.js";
import { at, logSum, NEVER, scores } from "./chain-sums.js";

/**
 * The negative log-likelihood of a sequence's labels in a linear-chain CRF, in float64.
 *
 * Axes: S steps, L labels.
 *
 * @param emissions - `[S * L]`, row-major
 * @param labels - `[S]` in allowed moves, at least one
 */
export function chainLoss(
  emissions: ArrayLike<number>,
  labels: ArrayLike<number>,
  { moves, transitions, starts, ends }: Crf,
): number {
  const size = starts.length;
  let forward = scores(size, (to) =>
    moves.starts[to] ? at(starts, to) + at(emissions, to) : NEVER,
  );
  let score = at(starts, at(labels, 0)) + at(emissions, at(labels, 0));
  for (let step = 1; step < labels.length; step++) {
    const before = forward;
    const reach = (from: number, to: number): number =>
      moves.follows[from]?.[to] ? at(before, from) + at(transitions, from * size + to) : NEVER;
    forward = scores(
      size,
      (to) => logSum(scores(size, (from) => reach(from, to))) + at(emissions, step * size + to),
    );
    const [from, to] = [at(labels, step - 1), at(labels, step)];
    score += at(transitions, from * size + to) + at(emissions, step * size + to);
  }
  score += at(ends, at(labels, labels.length - 1));
  return logSum(scores(size, (label) => at(forward, label) + at(ends, label))) - score;
}
