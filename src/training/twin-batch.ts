import { int32 } from "../base/index.js";
import type { BatchMaker } from "../prediction/index.js";

/**
 * Every example twice, for R-Drop (Liang et al. 2021): both stand in one batch, so each has dropout of
 * its own. The second half repeats the first in its order.
 *
 * @returns gives beside the batch `twin_rows` `[2 n]` int32: the other one of each
 */
export function twinBatch(makeBatch: BatchMaker): BatchMaker {
  return async (examples) => {
    const count = examples.length;
    const twins = Int32Array.from(
      { length: 2 * count },
      (_, place) => (place + count) % (2 * count),
    );
    const batch = await makeBatch([...examples, ...examples]);
    return { ...batch, twin_rows: int32([twins.length], twins) };
  };
}
