import { lockRun, makeDirectory, requireEmpty } from "../directory/index.js";
import { discardEmptyRun } from "./run-files.js";

/** The folder of a run. */
export interface RunFolder {
  readonly output: string;
  /** Whether a run that stands there goes on; else the folder is new. */
  readonly isResumed: boolean;
}

/**
 * The events of a run while no other process writes to its folder. A new run that fails before it saved any
 * weights leaves the folder empty.
 *
 * @throws OUTPUT_EXISTS, OUTPUT_BUSY, and what the run throws
 */
export async function* inOwnFolder<Event>(
  { output, isResumed }: RunFolder,
  events: () => AsyncGenerator<Event, void>,
): AsyncGenerator<Event, void> {
  await makeDirectory(output);
  const unlock = await lockRun(output);
  try {
    if (isResumed) return yield* events();
    await requireEmpty(output);
    yield* orNothing(output, events());
  } finally {
    await unlock();
  }
}

async function* orNothing<Event>(
  output: string,
  events: AsyncGenerator<Event, void>,
): AsyncGenerator<Event, void> {
  try {
    yield* events;
  } catch (error) {
    await discardEmptyRun(output);
    throw error;
  }
}
