import type { Kernels } from "./kernels.js";
import { operationNames, operations, type UpdateNumbers } from "./operations.js";
import type { Piece } from "./pieces.js";

/** What is being done now, in memory that all threads see. */
export interface Work {
  /** Words at the places of `word`. */
  readonly words: Int32Array;
  /** Numbers of an update, group after group. */
  readonly numbers: Float64Array;
  /** One result a piece. */
  readonly results: Float64Array;
}

/** Places in `Work.words`. */
export const word = {
  /** The next piece to take. From the number of pieces on, nothing is left to do. */
  next: 0,
  /** Helpers that may be at a piece. */
  active: 1,
  /** Counts the operations begun; helpers sleep until it changes. */
  begun: 2,
  operation: 3,
  /** Pieces that helpers have done so far. */
  helped: 4,
} as const;

const LARGEST_NUMBER_COUNT = 16;

/** Makes the memory of the work on some pieces; nothing is to do at first. */
export function createWork(pieceCount: number, groupCount: number, shared: boolean): Work {
  const Block = shared ? SharedArrayBuffer : ArrayBuffer;
  const words = new Int32Array(new Block(4 * Object.keys(word).length));
  words[word.next] = pieceCount;
  return {
    words,
    numbers: new Float64Array(new Block(8 * groupCount * LARGEST_NUMBER_COUNT)),
    results: new Float64Array(new Block(8 * pieceCount)),
  };
}

/** Begins an operation. Only when the one before is done. */
export function beginWork(
  { words, numbers }: Work,
  operation: keyof typeof operations,
  groups: UpdateNumbers,
): void {
  for (const [group, own] of groups.entries()) numbers.set(own, group * LARGEST_NUMBER_COUNT);
  words[word.operation] = operationNames.indexOf(operation);
  Atomics.store(words, word.next, 0);
  Atomics.add(words, word.begun, 1);
}

/**
 * Takes pieces and works on them until none is left. Any number of threads may do so at once, and may
 * come late: what to do is read after a piece was taken, and does not change before all are done.
 *
 * @returns how many pieces this thread did
 */
export function takePieces(
  { words, numbers, results }: Work,
  pieces: readonly Piece[],
  shards: readonly Kernels[],
): number {
  for (let done = 0; ; done++) {
    const index = Atomics.add(words, word.next, 1);
    const piece = pieces[index];
    if (piece === undefined) return done;
    const name = operationNames[words[word.operation] ?? 0] ?? "sumOfSquares";
    const first = piece.group * LARGEST_NUMBER_COUNT;
    const own = [...numbers.subarray(first, first + LARGEST_NUMBER_COUNT)];
    results[index] = operations[name](shards[piece.shard] as Kernels, piece, own);
  }
}
