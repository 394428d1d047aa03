import { type Example, float32, int32, type TensorData, unreachable } from "../../base/index.js";

/**
 * The tokens of a packed batch as one line a sequence, for a softmax over each sequence's own tokens.
 *
 * Axes: n sequences, S tokens of the longest or more, R rows.
 *
 * - `answer_index` `[n, S]` int32: the row of each token; pad slots show a filler row
 * - `answer_slot` `[R]` int32: the slot (sequence * S + place) of each row; filler rows name a pad slot
 * - `answer_tokens` `[n, S]` float32: 1 where a token stands, 0 in pad slots
 * - `answer_targets` `[n, 2, S]` float32: 1 at the first and at the last token of the answer
 */
export type AnswerGrid = Readonly<
  Record<"answer_index" | "answer_slot" | "answer_tokens" | "answer_targets", TensorData>
>;

/** The length of a line is a multiple of this, so that few distinct shapes reach the engine. */
const lengthRounding = 16;

/**
 * The answers of a batch, in a grid of their own: a line of attention's grid may hold several sequences.
 *
 * `answer_index` and `answer_slot` stand in for each other's gradient. That is exact because pad slots
 * have no share of the softmax and so no gradient, and filler rows name pad slots only.
 *
 * @param examples - those of the batch; `target` is the first and the last token of the answer, or empty
 *   where nothing is to be learnt
 * @param batch - what `packBatch` made of them
 */
export function answerGrid(
  examples: readonly Example[],
  batch: Readonly<Record<string, TensorData>>,
): AnswerGrid {
  const lengths = examples.map(({ tokenIds }) => tokenIds.length);
  const tokens = lengths.reduce((total, length) => total + length, 0);
  const rows = batch["row_sequence"]?.data.length ?? unreachable("a packed batch has row_sequence");
  const hasFiller = rows > tokens;
  // Filler rows need a pad slot to name.
  const longest = Math.max(...lengths) + (hasFiller ? 1 : 0);
  const isAlone = examples.length === 1;
  const width = isAlone ? longest : Math.ceil(longest / lengthRounding) * lengthRounding;
  const index = new Int32Array(examples.length * width).fill(hasFiller ? tokens : 0);
  const slot = new Int32Array(rows);
  const isToken = new Float32Array(examples.length * width);
  const targets = new Float32Array(examples.length * 2 * width);
  let row = 0;
  for (const [sequence, { target }] of examples.entries()) {
    const length = lengths[sequence] ?? 0;
    const first = sequence * width;
    for (let place = 0; place < length; place++, row++) {
      index[first + place] = row;
      slot[row] = first + place;
    }
    isToken.fill(1, first, first + length);
    for (const [side, place] of target?.entries() ?? []) {
      targets[(sequence * 2 + side) * width + place] = 1;
    }
  }
  if (hasFiller) slot.fill(isToken.indexOf(0), tokens);
  return {
    answer_index: int32([examples.length, width], index),
    answer_slot: int32([rows], slot),
    answer_tokens: float32([examples.length, width], isToken),
    answer_targets: float32([examples.length, 2, width], targets),
  };
}
