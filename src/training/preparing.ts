import { withProgress } from "../base/index.js";
import type { AugmentingSettings } from "./augmented-rows.js";
import type { AugmentingEvent } from "./events.js";
import type { PreparedRun } from "./prepared-run.js";

/** Reads and decides all that a run needs; tells how many rows were made of the training rows. */
export type Preparation = (onMade?: AugmentingSettings["onMade"]) => Promise<PreparedRun>;

/** Prepares a run, with an event as rows are made. */
export function preparing(prepare: Preparation): AsyncGenerator<AugmentingEvent, PreparedRun> {
  return withProgress((tell) =>
    prepare((madeRows, wantedRows) => tell({ type: "augmenting", madeRows, wantedRows })),
  );
}
