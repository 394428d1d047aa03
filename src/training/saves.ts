import type { SavedEvent } from "./events.js";

/** When a save may do what. */
export interface SaveMoment {
  /** To be called once the stepper was asked for all that is written: steps may go on. */
  readonly begun: () => void;
  /** Waits for the saves that were begun before; throws what they threw. */
  readonly before: () => Promise<void>;
}

/** Files that are written while training goes on. */
export interface Saves {
  /**
   * Begins to write what stands after a step; resolves when the next step may begin. Saves of one
   * step are written together, those of a later one wait.
   *
   * @param write - gives the directory of a checkpoint, or nothing
   * @throws what an earlier save threw, or this one at its beginning
   */
  begin(step: number, write: (moment: SaveMoment) => Promise<string | undefined>): Promise<void>;
  /**
   * The checkpoints that stand on disk since this was asked last.
   *
   * @throws what a save threw
   */
  completed(): SavedEvent[];
  /** Step of the newest checkpoint that stands; undefined before the first. */
  readonly savedStep: number | undefined;
  /** Waits for all that is being written, then the same as `completed`. */
  finish(): Promise<SavedEvent[]>;
  /** Waits for all that is being written, however it ends. */
  settle(): Promise<void>;
}

/** Starts without any save under way. */
export function createSaves(): Saves {
  const events: SavedEvent[] = [];
  const faults: unknown[] = [];
  let savedStep: number | undefined;
  let latest = { step: -1, ended: Promise.resolve() };
  const requireNoFault = (): void => {
    if (faults.length > 0) throw faults[0];
  };
  const completed = (): SavedEvent[] => {
    requireNoFault();
    return events.splice(0);
  };
  return {
    async begin(step, write) {
      if (latest.step !== step) await latest.ended;
      requireNoFault();
      const earlier = latest.ended;
      const before = async (): Promise<void> => {
        await earlier;
        requireNoFault();
      };
      await new Promise<void>((begun) => {
        const ended = write({ begun, before }).then(
          (directory) => {
            if (typeof directory !== "string") return;
            events.push({ type: "saved", step, directory });
            savedStep = step;
          },
          (cause: unknown) => {
            faults.push(cause);
          },
        );
        latest = { step, ended: ended.then(begun) };
      });
      requireNoFault();
    },
    completed,
    get savedStep() {
      return savedStep;
    },
    async finish() {
      await latest.ended;
      return completed();
    },
    settle: () => latest.ended,
  };
}
