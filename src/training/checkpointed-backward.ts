import { float32, type TensorData, unreachable } from "../base/index.js";
import type { Engine } from "../engine/index.js";
import { embeddingTables, gradientName, segmentNames } from "../models/index.js";
import type { Storage } from "../optimizers/index.js";
import { embedBatch, tablesOf, type WeightValues } from "../prediction/forward-program.js";
import { type BackwardProgram, bindLoss, embeddingScatter } from "./backward-program.js";
import { loadSegments, type SegmentPlan } from "./segment-programs.js";
import { sharedGradients } from "./shared-gradients.js";
import type { StepperPlan } from "./stepper.js";

const { hidden: hiddenName, next: nextName } = segmentNames;

/**
 * Loads the training graph in segments. Only the rows between them are kept on the way forward; each
 * segment is computed again on the way back. That costs a second forward pass, and the engine holds the
 * inner values of one layer at a time instead of all.
 */
export async function loadCheckpointed(
  engine: Engine,
  plan: StepperPlan,
  segments: readonly SegmentPlan[],
  storage: Storage,
  values: WeightValues,
): Promise<BackwardProgram> {
  const programs = await loadSegments(engine, plan, segments, storage, values);
  const lossSums = bindLoss(programs.programOf(segments.at(-1)?.backward));
  const tables = tablesOf(values);
  const widths = segments.map(widthOf);
  const widthAt = (index: number): number => widths[index] ?? unreachable("a segment reads rows");
  const rowsAt = reusedRows();
  const shared = sharedGradients(segments, plan, storage);
  const trainsTables = plan.trained.includes(embeddingTables.word);
  const scatter = trainsTables ? embeddingScatter(storage) : undefined;
  return {
    async run(batch, place) {
      const rowCount = batch.token_ids.data.length;
      const kept = [embedBatch(tables, batch, widthAt(0))];
      const keptAt = (index: number): TensorData => kept[index] ?? unreachable("rows are kept");
      for (const [index, segment] of segments.slice(0, -1).entries()) {
        const next = rowsAt(index, [rowCount, widthAt(index + 1)]);
        const rows = { [hiddenName]: keptAt(index), [nextName]: next };
        await programs.forward(segment, { batch, place, rows });
        kept.push(next);
      }
      let gradient = rowsAt(segments.length, [0, widthAt(0)]);
      for (const [index, segment] of [...segments.entries()].reverse()) {
        if (segment.backward === undefined) break;
        // Two memories take turns: one is read while the other is written.
        const below = rowsAt(segments.length + (index % 2), [rowCount, widthAt(index)]);
        const rows = {
          [hiddenName]: keptAt(index),
          [gradientName(nextName)]: gradient,
          [gradientName(hiddenName)]: below,
        };
        await programs.backward(segment, { batch, place, rows });
        shared.add(segment);
        gradient = below;
      }
      shared.finish();
      storage.addIncoming();
      scatter?.(batch, widthAt(0), gradient.data as Float32Array);
      return lossSums();
    },
    close: programs.close,
  };
}

/** Width of the rows that a segment reads. */
function widthOf({ forward, backward }: SegmentPlan): number {
  const inputs = (forward ?? backward)?.inputs ?? unreachable("a segment with graphs");
  const hidden = inputs.find(({ name }) => name === hiddenName);
  return Number(hidden?.shape[1] ?? unreachable("a segment reads rows"));
}

/** Memory for rows by place, used again in every micro-batch and grown where one needs more. */
function reusedRows(): (place: number, shape: readonly [number, number]) => TensorData {
  const memories = new Map<number, Float32Array>();
  return (place, [rowCount, width]) => {
    const size = rowCount * width;
    let memory = memories.get(place) ?? new Float32Array(0);
    if (memory.length < size) memory = new Float32Array(size);
    memories.set(place, memory);
    return float32([rowCount, width], memory.subarray(0, size));
  };
}
