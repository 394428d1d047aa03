import { withProgress } from "../base/index.js";
import type { AugmentingEvent } from "./events.js";
import type { PreparationListener, PreparedRun } from "./prepared-run.js";

/** Reads and decides all that a run needs; tells how many rows were made of the training rows. */
export type Preparation = (listener: PreparationListener) => Promise<PreparedRun>;

/**
 * Prepares a run, with an event as rows are made.
 *
 * @throws what the preparation throws; the reason of the signal, before anything of the run is written
 */
export async function* preparing(
  prepare: Preparation,
  signal: AbortSignal | undefined,
): AsyncGenerator<AugmentingEvent, PreparedRun> {
  const run = yield* withProgress<AugmentingEvent, PreparedRun>((tell, stops) => {
    const onMade = (madeRows: number, wantedRows: number) =>
      tell({ type: "augmenting", madeRows, wantedRows });
    return prepare({ onMade, signal: stops });
  }, signal);
  signal?.throwIfAborted();
  return run;
}
