import { float32 } from "../base/index.js";
import { packBatch } from "../batches/index.js";
import { openRowFile, type RowFile } from "../directory/index.js";
import { hiddenName } from "../models/index.js";
import type { BatchMaker } from "../prediction/index.js";
import type { PrefixPlan } from "./prefix-plan.js";

/** What a frozen prefix gave for every text of a run, ready to be put into batches. */
export interface PrefixRows {
  /** Packs examples with the prefix's rows as `hidden`: `[T, H]`, 0 on filler rows, or `[B, H]`. */
  readonly makeBatch: BatchMaker;
  close(): Promise<void>;
}

/**
 * The rows that an earlier run or phase left in a file. First tokens are read at once, those of all
 * tokens batch by batch.
 *
 * @returns undefined when there is no such file, or it is not whole
 */
export async function storedRows(plan: PrefixPlan): Promise<PrefixRows | undefined> {
  const { file, shape, prefix } = plan;
  const opened = file === undefined ? undefined : await openRowFile(file, shape);
  if (opened === undefined) return undefined;
  if (prefix.keeps === "tokens") return tokenRows(opened, plan);
  try {
    const values = new Float32Array(shape.rows * shape.width);
    await opened.read(0, values);
    return firstRows(values, plan);
  } finally {
    await opened.close();
  }
}

/**
 * The rows of first tokens, in memory.
 *
 * @param values - `[n, H]`, a row a text
 */
export function firstRows(
  values: Float32Array,
  { texts, shape: { width } }: PrefixPlan,
): PrefixRows {
  return {
    async makeBatch(examples) {
      const hidden = new Float32Array(examples.length * width);
      examples.forEach((example, sequence) => {
        const first = texts.placeOf(example) * width;
        hidden.set(values.subarray(first, first + width), sequence * width);
      });
      return { ...packBatch(examples), [hiddenName]: float32([examples.length, width], hidden) };
    },
    close: async () => {},
  };
}

/** The rows of all tokens, in a file: text after text. */
function tokenRows(file: RowFile, { texts, shape: { width } }: PrefixPlan): PrefixRows {
  const starts: number[] = [];
  let end = 0;
  for (const { tokenIds } of texts.examples) {
    starts.push(end);
    end += tokenIds.length;
  }
  return {
    async makeBatch(examples) {
      const packed = packBatch(examples);
      const rows = packed.token_ids.data.length;
      const hidden = new Float32Array(rows * width);
      let row = 0;
      const reads = examples.map((example) => {
        const count = example.tokenIds.length;
        const into = hidden.subarray(row * width, (row + count) * width);
        row += count;
        return file.read(starts[texts.placeOf(example)] ?? 0, into);
      });
      await Promise.all(reads);
      return { ...packed, [hiddenName]: float32([rows, width], hidden) };
    },
    close: () => file.close(),
  };
}
