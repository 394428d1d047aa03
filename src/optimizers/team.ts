import { Worker } from "node:worker_threads";
import { kernelsOver } from "./kernels.js";
import type { OperationName, UpdateNumbers } from "./operations.js";
import type { Piece } from "./pieces.js";
import { beginWork, createWork, takePieces, type Work, word } from "./work.js";

/** What a helper thread is started with. */
export interface HelperStart {
  readonly work: Work;
  readonly pieces: readonly Piece[];
  readonly memories: readonly WebAssembly.Memory[];
}

/** The threads that work on flat storage: the one that calls, and its helpers. */
export interface Team {
  /**
   * Does an operation on every piece, and waits for its end.
   *
   * @returns the sum of the pieces' results, added up in their order
   */
  run(operation: OperationName, numbers?: UpdateNumbers): number;
  /** Pieces that helpers have done so far. */
  helped(): number;
  /** Ends the helpers. */
  close(): Promise<void>;
}

const noNumbers: UpdateNumbers = [];

/**
 * Starts a team over pieces of some memories. Work begins without waiting for helpers that are still
 * starting or asleep: whoever is there takes the next piece, and every result has its own place, so
 * that neither the number of threads nor their pace changes a bit.
 */
export function createTeam(
  pieces: readonly Piece[],
  memories: readonly WebAssembly.Memory[],
  threads: number,
): Team {
  const shards = memories.map(kernelsOver);
  const groupCount = 1 + Math.max(-1, ...pieces.map(({ group }) => group));
  const work = createWork(pieces.length, groupCount, threads > 1);
  const { words, results } = work;
  const helpers = Array.from({ length: threads - 1 }, () =>
    startHelper({ work, pieces, memories }),
  );
  return {
    run(operation, numbers = noNumbers) {
      beginWork(work, operation, numbers);
      if (helpers.length > 0) Atomics.notify(words, word.begun);
      takePieces(work, pieces, shards);
      for (;;) {
        const active = Atomics.load(words, word.active);
        if (active === 0) break;
        Atomics.wait(words, word.active, active);
      }
      return results.reduce((sum, result) => sum + result, 0);
    },
    helped: () => Atomics.load(words, word.helped),
    async close() {
      await Promise.all(helpers.map((helper) => helper.terminate()));
    },
  };
}

function startHelper(start: HelperStart): Worker {
  const helper = new Worker(new URL("./helper-worker.js", import.meta.url), {
    workerData: start,
    // Flags such as --input-type are for the main program and stop a worker from starting.
    execArgv: [],
  });
  // The work goes on without a helper that cannot start.
  helper.on("error", () => undefined);
  helper.unref();
  return helper;
}
