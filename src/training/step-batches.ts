import type { Example } from "../base/index.js";
import { batchIndices, epochOrder, groupedByLength } from "../batches/index.js";
import type { BatchMaker, BoundBatch } from "../prediction/index.js";
import type { Task } from "../tasks/index.js";
import type { MicroBatchPlace } from "./dropout-binder.js";
import type { ResolvedRecipe } from "./recipe.js";
import type { StepPlan } from "./step-plan.js";

/** Makes a micro-batch of some examples, which may depend on its place in the run. */
export type StepBatchMaker = (
  examples: readonly Example[],
  place: MicroBatchPlace,
) => Promise<BoundBatch>;

/**
 * The micro-batches of each step. Row order is a function of seed and epoch alone, so a resumed run
 * sees the batches that the uninterrupted one saw.
 *
 * @param makeBatch - makes a micro-batch out of its examples
 * @param examplesPerRow - examples that stand one after the other and stay together: rows are put in
 *   order and counted, not examples
 * @returns gives the micro-batches of a step, counted from 0, each split in two `halvings` times
 */
export function stepBatches(
  train: readonly Example[],
  recipe: StepPositionSettings & Pick<ResolvedRecipe, "groupByLength">,
  plan: Pick<StepPlan, "place">,
  makeBatch: StepBatchMaker,
  examplesPerRow = 1,
): (step: number, halvings: number) => Promise<BoundBatch[]> {
  const examplesOf = (row: number): readonly Example[] =>
    train.slice(row * examplesPerRow, (row + 1) * examplesPerRow);
  const rowCount = train.length / examplesPerRow;
  const lengthOf = (row: number): number =>
    Math.max(...examplesOf(row).map(({ tokenIds }) => tokenIds.length));
  const lengths = recipe.groupByLength
    ? Array.from({ length: rowCount }, (_, row) => lengthOf(row))
    : undefined;
  const rowsOf = stepPositions(rowCount, recipe, plan, lengths);
  return (step, halvings) => {
    const made = rowsOf(step, halvings).map(async (rows, index) =>
      makeBatch(Array.from(rows).flatMap(examplesOf), { step, index }),
    );
    return Promise.all(made);
  };
}

/** Settings that decide which examples a step has. */
type StepPositionSettings = Pick<ResolvedRecipe, "seed" | "batchSize" | "gradientAccumulation">;

/**
 * Which examples each step has: gives the positions of every micro-batch of a step, counted from 0, each
 * split in two `halvings` times. The order is a function of seed and epoch alone.
 *
 * @param count - examples in all
 * @param lengths - of all examples, where those of like length shall make a batch
 */
export function stepPositions(
  count: number,
  recipe: StepPositionSettings,
  plan: Pick<StepPlan, "place">,
  lengths?: readonly number[],
): (step: number, halvings: number) => Int32Array[] {
  const { seed, batchSize, gradientAccumulation } = recipe;
  const orderOf = (epoch: number): Int32Array => {
    const order = epochOrder(count, seed, epoch);
    return lengths ? groupedByLength(order, lengths, batchSize * gradientAccumulation) : order;
  };
  let current = { epoch: -1, batches: [] as readonly Int32Array[] };
  return (step, halvings) => {
    const { epoch, index } = plan.place(step);
    if (epoch !== current.epoch) {
      current = { epoch, batches: batchIndices(orderOf(epoch), batchSize) };
    }
    const first = index * gradientAccumulation;
    const chosen = current.batches.slice(first, first + gradientAccumulation);
    return chosen.flatMap((positions) => halved(positions, halvings));
  };
}

/** Batches with what the loss of a task compares the model's numbers with. */
export function targetedBatch(task: Task, makeBatch: BatchMaker): BatchMaker {
  return async (examples) => {
    const batch = await makeBatch(examples);
    return { ...batch, ...task.targets(examples, batch) };
  };
}

/** Parts of a list in its order; one of a single position is split no further. */
function halved(positions: Int32Array, times: number): Int32Array[] {
  if (times === 0 || positions.length === 1) return [positions];
  const middle = Math.ceil(positions.length / 2);
  const halves = [positions.subarray(0, middle), positions.subarray(middle)];
  return halves.flatMap((half) => halved(half, times - 1));
}
