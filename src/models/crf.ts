import { chainLine, float32 } from "../base/index.js";
import {
  add,
  cast,
  concat,
  constant,
  type Dim,
  divide,
  exp,
  expand,
  input,
  log,
  logSoftmax,
  matmul,
  multiply,
  oneHot,
  reduceSum,
  reshape,
  scatterRows,
  sizeOf,
  slice,
  subtract,
  type Tensor,
} from "../graph/index.js";
import type { Loss } from "./cross-entropy.js";
import type { Parameter } from "./parameters.js";
import type { Weights } from "./weight-inputs.js";

/** Which labels may begin a sequence, and which may follow which. */
export interface LabelMoves {
  /** `[L]` */
  readonly starts: readonly boolean[];
  /** `[L][L]`: from the first index to the second. */
  readonly follows: readonly (readonly boolean[])[];
}

/** Names of the learned scores, beside the tensors of Hugging Face's token classifier. */
export const crfNames = {
  transitions: "crf.transitions",
  starts: "crf.start_transitions",
  ends: "crf.end_transitions",
} as const;

/**
 * Scores of a CRF begin at nothing and have to reach some units, which the rates of a pre-trained
 * encoder never bring about: usual recipes give them a hundred times as much.
 */
const RATE_FACTOR = 100;

/** The CRF's weights: `[L, L]` from a label to the next, `[L]` to begin with and `[L]` to end with. */
export function crfParameters(labelCount: number): Parameter[] {
  const scores = (name: string, shape: readonly number[]): Parameter => ({
    name,
    shape,
    decay: false,
    rateFactor: RATE_FACTOR,
    initial: { kind: "uniform", limit: 0.1 },
  });
  return [
    scores(crfNames.transitions, [labelCount, labelCount]),
    scores(crfNames.starts, [labelCount]),
    scores(crfNames.ends, [labelCount]),
  ];
}

/**
 * The negative log-likelihood of label sequences in a linear-chain CRF (Lafferty et al. 2001):
 * `sum_i log Z_i - score_i`, where a sequence's score is the sum of its emissions, transitions, start and
 * end. The weight is the number of labels, as for the linear head.
 *
 * The forward algorithm is a product of step matrices in pairs, of logarithmic depth. Sequences stand
 * end to end in lines of `chainLine` slots: the matrix between two of them, `exp(end_i + start_j)`, is a
 * product too, so that a line's total is the product of its sequences' `Z`. Pads are the identity.
 *
 * Matrices hold shares, not logarithms, and are scaled to sum 1 in each round (as Rabiner 1989 does): a
 * runtime that computes in bf16 then errs by a part of each share, and not by a part of a large
 * logarithm. Emissions may be normalised first, since `Z` and score move alike.
 *
 * Axes: M labels, L names of labels, C slots of the chain: lines of `chainLine`.
 *
 * Graph inputs: `step_slots` `[M]` int32, the slot of each label; `step_kinds` `[C]` int32, one of `chainKinds`;
 * `previous_labels` `[M]` int32, any id for a sequence's first label; `is_inside` and `is_last` `[M]`
 * float, 1 for labels that are not a sequence's first, and for its last one.
 *
 * @param emissions - `[M, L]` float
 * @param labels - `[M]` int32, in moves that `moves` allows
 */
export function crfLoss(
  emissions: Tensor,
  labels: Tensor,
  moves: LabelMoves,
  weights: Weights,
): Loss {
  const labelCount = moves.starts.length;
  const normalised = logSoftmax(emissions); // [M, L]
  const scores = {
    transitions: weights(crfNames.transitions),
    starts: weights(crfNames.starts),
    ends: weights(crfNames.ends),
  };
  const counts = moveCounts(labels, labelCount);
  const gold = [
    total(multiply(normalised, oneHot(labels, labelCount))),
    total(multiply(scores.transitions, counts.transitions)),
    total(multiply(scores.starts, counts.starts)),
    total(multiply(scores.ends, counts.ends)),
  ].reduce(add);
  const all = logTotal(stepMatrices(normalised, scores, moves), scores.ends);
  return { sum: subtract(all, gold), weight: cast(sizeOf(labels), "float32") };
}

type Scores = Readonly<Record<"transitions" | "starts" | "ends", Tensor>>;

/** How often the labels move, start and end so: `[L, L]`, `[L]` and `[L]`. */
function moveCounts(labels: Tensor, labelCount: number): Scores {
  const [count = 1] = labels.shape;
  const isInside = reshape(input("is_inside", [count]), [count, 1]);
  const isLast = reshape(input("is_last", [count]), [count, 1]);
  const chosen = oneHot(labels, labelCount); // [M, L]
  const before = multiply(oneHot(input("previous_labels", [count], "int32"), labelCount), isInside);
  return {
    transitions: matmul(before, chosen, { transposeA: true }),
    starts: reduceSum(multiply(chosen, subtract(1, isInside)), [0]),
    ends: reduceSum(multiply(chosen, isLast), [0]),
  };
}

/** The sum of all elements: a scalar. */
function total(x: Tensor): Tensor {
  return reduceSum(
    x,
    x.shape.map((_, axis) => axis),
  );
}

/** `[C, L, L]`: share of each label at a step behind each label of the step before. */
function stepMatrices(
  emissions: Tensor,
  { transitions, starts, ends }: Scores,
  moves: LabelMoves,
): Tensor {
  const size = moves.starts.length;
  const ofKind = (matrix: Tensor): Tensor => reshape(matrix, [1, size * size]);
  const inside = multiply(exp(transitions), mask([size, size], moves.follows.flat()));
  const opening = reshape(multiply(exp(starts), mask([size], moves.starts)), [1, size]);
  const identity = mask(
    [size, size],
    Array.from({ length: size * size }, (_, i) => i % (size + 1) === 0),
  );
  // In the order of `chainKinds`.
  const matrices = concat(
    [
      ofKind(identity),
      ofKind(expand(opening, [size, size])),
      ofKind(multiply(exp(reshape(ends, [size, 1])), opening)),
      ofKind(inside),
    ],
    0,
  ); // [4, L * L]
  const kinds = input("step_kinds", ["steps"], "int32");
  const moved = reshape(matmul(oneHot(kinds, 4), matrices), ["steps", size, size]);
  const slots = input("step_slots", [emissions.shape[0] ?? 1], "int32");
  // Pads have an emission of 0, so that they stay the identity.
  const emitted = exp(scatterRows(emissions, slots, "steps"));
  return multiply(moved, reshape(emitted, ["steps", 1, size]));
}

/** The logarithm of the product of all lines' totals: a scalar. */
function logTotal(steps: Tensor, ends: Tensor): Tensor {
  const size = Number(steps.shape.at(-1));
  const logarithms: Tensor[] = [];
  let matrices = steps;
  for (let width = 2; width <= chainLine; width *= 2) {
    const count: Dim = `steps/${width}`;
    const pairs = reshape(matrices, [count, 2, size, size]);
    const one = (place: number): Tensor => reshape(slice(pairs, 1, place, 1), [count, size, size]);
    const product = matmul(one(0), one(1));
    const sums = reduceSum(product, [1, 2], true); // [count, 1, 1]
    logarithms.push(total(log(sums)));
    matrices = divide(product, sums);
  }
  // All rows are one, because a line's first matrix has equal rows.
  const lasts = reshape(slice(matrices, 1, 0, 1), [matrices.shape[0] ?? 1, size]);
  const totals = reduceSum(multiply(lasts, exp(ends)), [1]);
  return [total(log(totals)), ...logarithms].reduce(add);
}

function mask(shape: readonly number[], values: readonly boolean[]): Tensor {
  return constant(float32(shape, Float32Array.from(values, Number)));
}
