import { at, largest, logSum, NEVER, scores } from "./chain-sums.js";
import type { Moves } from "./tags.js";

/** A trained CRF. Axes: L labels. */
export interface Crf {
  readonly moves: Moves;
  /** `[L * L]`, row-major, from a label to the next. */
  readonly transitions: ArrayLike<number>;
  /** `[L]` */
  readonly starts: ArrayLike<number>;
  /** `[L]` */
  readonly ends: ArrayLike<number>;
}

/** The labels of a sequence that are likeliest together. */
export interface BestLabels {
  /** `[S]` */
  readonly labels: Int32Array;
  /** `[S]` probability of each of them, over all labellings. */
  readonly scores: Float64Array;
}

/**
 * The best labelling in a linear-chain CRF (Viterbi 1967; of equals the first label), and how likely
 * each of its labels is (forward and backward sums, in float64).
 *
 * Axes: S steps, L labels.
 *
 * @param emissions - `[S * L]`, row-major
 */
export function bestLabels(emissions: ArrayLike<number>, crf: Crf): BestLabels {
  const size = crf.starts.length;
  const length = emissions.length / size;
  const starts = scores(size, (to) => (crf.moves.starts[to] ? at(crf.starts, to) : NEVER));
  const moves = scores(size * size, (place) => {
    const [from, to] = [Math.floor(place / size), place % size];
    return crf.moves.follows[from]?.[to] ? at(crf.transitions, place) : NEVER;
  });
  const most = new Float64Array(length * size);
  const forward = new Float64Array(length * size);
  const pointers = new Int32Array(length * size);
  for (let step = 0; step < length; step++) {
    for (let to = 0; to < size; to++) {
      const here = step * size + to;
      const emission = at(emissions, here);
      if (step === 0) {
        most[here] = at(starts, to) + emission;
        forward[here] = most[here] as number;
        continue;
      }
      const before = (step - 1) * size;
      const reached = scores(size, (from) => at(most, before + from) + at(moves, from * size + to));
      const summed = scores(
        size,
        (from) => at(forward, before + from) + at(moves, from * size + to),
      );
      const best = largest(reached);
      pointers[here] = best;
      most[here] = at(reached, best) + emission;
      forward[here] = logSum(summed) + emission;
    }
  }
  const labels = traced(most, pointers, crf.ends, size);
  return { labels, scores: marginals(labels, { emissions, forward, moves, ends: crf.ends, size }) };
}

function traced(
  most: Float64Array,
  pointers: Int32Array,
  ends: ArrayLike<number>,
  size: number,
): Int32Array {
  const length = most.length / size;
  const labels = new Int32Array(length);
  if (length === 0) return labels;
  const last = (length - 1) * size;
  let label = largest(scores(size, (from) => at(most, last + from) + at(ends, from)));
  for (let step = length - 1; step >= 0; step--) {
    labels[step] = label;
    label = at(pointers, step * size + label);
  }
  return labels;
}

interface Chain {
  readonly emissions: ArrayLike<number>;
  readonly forward: Float64Array;
  readonly moves: Float64Array;
  readonly ends: ArrayLike<number>;
  readonly size: number;
}

function marginals(
  labels: Int32Array,
  { emissions, forward, moves, ends, size }: Chain,
): Float64Array {
  const length = labels.length;
  const result = new Float64Array(length);
  let backward = scores(size, (from) => at(ends, from));
  let total = 0;
  for (let step = length - 1; step >= 0; step--) {
    const behind = backward;
    if (step === length - 1) {
      total = logSum(scores(size, (label) => at(forward, step * size + label) + at(behind, label)));
    } else {
      const next = (step + 1) * size;
      backward = scores(size, (from) =>
        logSum(
          scores(
            size,
            (to) => at(moves, from * size + to) + at(emissions, next + to) + at(behind, to),
          ),
        ),
      );
    }
    const label = at(labels, step);
    result[step] = Math.exp(at(forward, step * size + label) + at(backward, label) - total);
  }
  return result;
}
