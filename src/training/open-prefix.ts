import type { Example, TensorData } from "../base/index.js";
import { packBatch } from "../batches/index.js";
import { chooseEngine, type EngineChoice, type LoadOptions } from "../engine/index.js";
import { hiddenName } from "../models/index.js";
import { batchesByLength, loadForward } from "../prediction/index.js";
import type { NotedEvent, PrefixEvent } from "./events.js";
import type { PrefixPlan } from "./prefix-plan.js";
import { firstRows, type PrefixRows, storedRows } from "./prefix-rows.js";
import { openPrefixStore } from "./prefix-store.js";

/** What a prefix is computed with. */
export interface PrefixSettings {
  /** Those of the small model; the prefix's own are frozen. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly compute: EngineChoice & Pick<LoadOptions, "threads" | "precision">;
  readonly signal: AbortSignal | undefined;
}

/**
 * Opens the rows of a frozen prefix, or computes them once, all texts in batches of like length.
 *
 * @returns undefined when a stop was asked for, or when the rows of all tokens cannot be written
 */
export async function* openPrefix(
  plan: PrefixPlan,
  settings: PrefixSettings,
): AsyncGenerator<PrefixEvent | NotedEvent, PrefixRows | undefined> {
  return (await storedRows(plan)) ?? (yield* computeRows(plan, settings));
}

async function* computeRows(
  plan: PrefixPlan,
  { weights, compute, signal }: PrefixSettings,
): AsyncGenerator<PrefixEvent | NotedEvent, PrefixRows | undefined> {
  const { prefix, shape, texts } = plan;
  const isInMemory = prefix.keeps === "first";
  const kept = new Float32Array(isInMemory ? shape.rows * shape.width : 0);
  const values = (name: string) => weights.get(name);
  const program = await loadForward(await chooseEngine(compute), plan.graph, values, compute);
  const store = await openPrefixStore(plan);
  let textCount = 0;
  let valueCount = 0;
  try {
    for (const positions of batchesByLength(texts.examples)) {
      if (signal?.aborted) return undefined;
      if (store.fault() !== undefined && !isInMemory) break;
      const examples = positions.flatMap((position) => texts.examples[position] ?? []);
      const { [hiddenName]: hidden } = await program.run(packBatch(examples));
      const rows = withoutFiller(hidden as TensorData, examples, plan);
      if (isInMemory) kept.set(rows, valueCount);
      await store.append(rows);
      textCount += examples.length;
      valueCount += rows.length;
      yield { type: "prefix", textCount, totalTexts: texts.examples.length };
    }
    await store.finish();
  } finally {
    await store.discard();
    await program.close();
  }
  const fault = store.fault();
  if (fault !== undefined) {
    const then = isInMemory ? "is kept in memory" : "is computed in every step";
    yield { type: "noted", note: `${fault}; what the frozen layers give ${then}` };
  }
  return isInMemory ? firstRows(kept, plan) : storedRows(plan);
}

/** The rows of a batch that stand for tokens: filler rows lie behind them. */
function withoutFiller(
  { data }: TensorData,
  examples: readonly Example[],
  { prefix, shape: { width } }: PrefixPlan,
): Float32Array {
  const tokens = examples.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
  const rows = prefix.keeps === "first" ? examples.length : tokens;
  return (data as Float32Array).subarray(0, rows * width);
}
