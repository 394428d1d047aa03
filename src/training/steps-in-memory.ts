import { BerthError } from "../base/index.js";
import { memoryFault } from "../engine/index.js";
import type { BoundBatch } from "../prediction/index.js";
import type { MemoryShortEvent } from "./events.js";
import type { MemoryGuard } from "./memory-guard.js";
import type { Phase } from "./step-plan.js";
import type { Stepper, StepResult, StepSettings } from "./stepper.js";

/** What a step is taken with. */
export interface StepContext {
  readonly stepper: Pick<Stepper, "step">;
  readonly phase: Pick<Phase, "to">;
  readonly memory: MemoryGuard;
  /** The micro-batches of a step, each split in two so many times. */
  readonly batchesOf: (step: number, halvings: number) => Promise<readonly BoundBatch[]>;
  /** Sequences that stand for one row in a batch; 1 where absent. */
  readonly sequencesPerRow?: number;
}

/** A step that found room. */
export interface TakenStep {
  readonly result: StepResult;
  /** How often micro-batches are halved from here on. */
  readonly halvings: number;
  /** The micro-batches of the next step, in the making; absent behind the last one of the phase. */
  readonly next: Promise<readonly BoundBatch[]> | undefined;
}

/**
 * Takes one step; where memory does not do, halves the micro-batches and tries again. The step is the
 * same but for rounding and dropout: gradients are summed, and divided by the weight of all.
 *
 * @param start - the step's micro-batches, and how often they are halved already
 * @throws MEMORY_SHORT when a micro-batch of one row does not find room
 */
export async function* stepInMemory(
  { stepper, phase, memory, batchesOf, sequencesPerRow = 1 }: StepContext,
  start: { readonly batches: readonly BoundBatch[]; readonly halvings: number },
  settings: StepSettings,
): AsyncGenerator<MemoryShortEvent, TakenStep> {
  let { batches, halvings } = start;
  const { step } = settings;
  const rowsOf = (made: readonly BoundBatch[]): number => mostSequences(made) / sequencesPerRow;
  const take = async (): Promise<TakenStep> => {
    const running = stepper.step(batches, settings);
    // The next step's batches are packed, and read, while the worker computes this one.
    const next = step + 1 < phase.to ? batchesOf(step + 1, halvings) : undefined;
    // A fault in it comes up where it is awaited.
    next?.catch(() => undefined);
    return { result: await running, halvings, next };
  };
  for (;;) {
    // An estimate alone does not end a run: single rows are tried.
    if (memory.fits(batches) || rowsOf(batches) === 1) {
      const taken = await take().catch(shortOfMemory(rowsOf(batches)));
      if (taken !== undefined) {
        memory.done(batches);
        return taken;
      }
    }
    halvings += 1;
    batches = await batchesOf(step, halvings);
    yield { type: "memory-short", step: step + 1, halvings, rows: rowsOf(batches) };
  }
}

/** Sequences of the largest micro-batch. */
function mostSequences(batches: readonly BoundBatch[]): number {
  return Math.max(...batches.map(({ first_rows }) => first_rows.data.length));
}

/** Gives nothing for a lack of memory that smaller micro-batches may mend, and throws all else. */
function shortOfMemory(rows: number): (cause: unknown) => undefined {
  return (cause) => {
    const fault = memoryFault(cause);
    if (fault === undefined) throw cause;
    if (rows > 1) return undefined;
    throw new BerthError(
      "MEMORY_SHORT",
      "there is not enough memory to train on one text at a time. Use a shorter --max-length, --gradient-checkpointing or a smaller model, or close other programs.",
      fault.details,
      { cause },
    );
  };
}
