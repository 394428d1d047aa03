import { workerData } from "node:worker_threads";
import { kernelsOver } from "./kernels.js";
import type { HelperStart } from "./team.js";
import { takePieces, word } from "./work.js";

/*
 * A thread that helps with every operation on flat storage, and sleeps in between. The thread that
 * began an operation waits while `active` is not 0: a helper counts itself in before it takes a piece.
 */
const { work, pieces, memories }: HelperStart = workerData;
const { words } = work;
const shards = memories.map(kernelsOver);

for (let seen = 0; ; ) {
  Atomics.wait(words, word.begun, seen);
  seen = Atomics.load(words, word.begun);
  Atomics.add(words, word.active, 1);
  try {
    Atomics.add(words, word.helped, takePieces(work, pieces, shards));
  } finally {
    Atomics.sub(words, word.active, 1);
    Atomics.notify(words, word.active);
  }
}
