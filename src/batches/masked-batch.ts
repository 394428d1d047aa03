import { float32, int32, type TensorData, type Tokens } from "../base/index.js";
import { chooseRows } from "./choose-rows.js";
import { defaultRounding, type PackedBatch, packBatch, type Rounding } from "./pack-batch.js";

/** Tokens of which some are hidden, for a model to say what stood there. */
export interface MaskedTokens extends Tokens {
  /** The hidden tokens' places, ascending; never the first. */
  readonly places: Int32Array;
  /** What stood at each of them. */
  readonly labels: Int32Array;
  /** 0 where the second segment follows the first, else 1; absent where there are no pairs. */
  readonly pairLabel?: number;
}

export interface MaskedBatchOptions {
  /** Masked tokens by sequences of the whole step, where pairs are told: see `pretrainingLoss`. */
  readonly pairScale?: number | undefined;
  readonly rounding?: Rounding;
}

/** Masked rows are rounded up to a multiple of this by rows that do not count. */
const MASKED_MULTIPLE = 16;

/**
 * Packs masked examples into the batch of a pre-training step.
 *
 * Axes: n sequences, M masked rows, rounded up by rows of weight 0 where the batch has enough others.
 *
 * @returns besides the packed batch
 * - `masked_labels` `[M]` int32, `masked_weights` `[M]` float32
 * - without pairs the choice `masked`, see `chooseRows`
 * - with pairs the choice `read` of first and masked rows, `read_first` `[n]` and `read_masked` `[M]` int32
 *   that tell them apart, `pair_labels` `[n]` int32, `pair_scale` scalar float32
 */
export function maskedBatch(
  examples: readonly MaskedTokens[],
  { pairScale, rounding = defaultRounding }: MaskedBatchOptions = {},
): PackedBatch & Readonly<Record<string, TensorData>> {
  const batch = packBatch(examples, rounding);
  const firstRows = batch.first_rows.data as Int32Array;
  const rows = examples.flatMap(({ places }, index) =>
    Array.from(places, (place) => (firstRows[index] ?? 0) + place),
  );
  const labels = examples.flatMap((example) => [...example.labels]);
  const fillers = fillerRows(batch, rows, firstRows);
  const all = [...rows, ...fillers];
  const count = all.length;
  const targets = {
    masked_labels: int32(
      [count],
      Int32Array.from({ length: count }, (_, i) => labels[i] ?? 0),
    ),
    masked_weights: float32(
      [count],
      Float32Array.from({ length: count }, (_, i) => Number(i < rows.length)),
    ),
  };
  if (pairScale === undefined) return { ...batch, ...chooseRows("masked", all, batch), ...targets };
  const pairLabels = Int32Array.from(examples, ({ pairLabel = 0 }) => pairLabel);
  return {
    ...batch,
    ...chooseRows("read", [...firstRows, ...all], batch),
    ...targets,
    read_first: range(0, examples.length),
    read_masked: range(examples.length, count),
    pair_labels: int32([examples.length], pairLabels),
    pair_scale: float32([], Float32Array.of(pairScale)),
  };
}

/**
 * Rows of other tokens, as many as bring the masked ones to a multiple; none where they are too few. Where
 * nothing is masked, as in texts of unknown tokens, some all the same: a batch has a row to read.
 */
function fillerRows(
  { token_ids: { data } }: PackedBatch,
  rows: readonly number[],
  firstRows: Int32Array,
): number[] {
  const beyond = rows.length % MASKED_MULTIPLE;
  const wanted = beyond === 0 && rows.length > 0 ? 0 : MASKED_MULTIPLE - beyond;
  const taken = new Set([...rows, ...firstRows]);
  const fillers: number[] = [];
  for (let row = 0; row < data.length && fillers.length < wanted; row++) {
    if (Number(data[row]) >= 0 && !taken.has(row)) fillers.push(row);
  }
  return fillers.length === wanted || rows.length === 0 ? fillers : [];
}

function range(from: number, count: number): TensorData {
  return int32(
    [count],
    Int32Array.from({ length: count }, (_, i) => from + i),
  );
}
