import { minHashKernel } from "./min-hash-wasm.js";

/** Takes shingles into minima that begin as 2^32 - 1: `min(factor * shingle + term)`, modulo 2^32. */
export interface LeastHashes {
  /** The minima, as `of` left them. */
  readonly least: Uint32Array;
  /** Fills `least` with the minima over some shingles. */
  of(shingles: Uint32Array): void;
}

/** Shingles that go through the loop at once. */
const BLOCK = 2 ** 14;
const PAGE_BYTES = 2 ** 16;

type Loop = (
  shingles: number,
  shingleCount: number,
  factors: number,
  terms: number,
  least: number,
  count: number,
) => void;

/**
 * The minima of MinHash by the compiled loop of `assembly/min-hash.ts`.
 *
 * @param factors - `[hashes]`, likewise `terms`
 */
export function leastHashes(factors: Uint32Array, terms: Uint32Array): LeastHashes {
  // The loop takes sixteen hashes a turn.
  const count = Math.ceil(factors.length / 16) * 16;
  const bytes = 4 * (3 * count + BLOCK);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const numbers = new Uint32Array(memory.buffer);
  const [termsAt, leastAt, blockAt] = [count, 2 * count, 3 * count];
  numbers.set(factors);
  numbers.set(terms, termsAt);
  const module = new WebAssembly.Module(Buffer.from(minHashKernel, "base64"));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const loop = exports["leastHashes"] as Loop;
  const least = numbers.subarray(leastAt, leastAt + factors.length);
  return {
    least,
    of(shingles) {
      numbers.fill(0xffffffff, leastAt, leastAt + count);
      for (let from = 0; from < shingles.length; from += BLOCK) {
        const block = shingles.subarray(from, from + BLOCK);
        numbers.set(block, blockAt);
        loop(4 * blockAt, block.length, 0, 4 * termsAt, 4 * leastAt, count);
      }
    },
  };
}
