import { randomStream } from "../../base/index.js";
import { leastHashes } from "./least-hashes.js";
import { mixed } from "./shingles.js";

/** How signatures are cut: two texts meet where all hashes of any band agree. */
export interface Banding {
  readonly bands: number;
  readonly rows: number;
}

/** The most hashes of a signature. */
const MOST_HASHES = 160;
/** How often a pair that is just alike may fail to meet. */
const MISSED = 0.001;

/**
 * The banding that finds pairs of similarity `threshold` with probability 0.999 or more: such a pair
 * agrees in a band with probability `t^r`, so that `1 - (1 - t^r)^b` of them meet. Of the bandings with
 * at most 160 hashes the one with the longest bands: fewest pairs meet in vain.
 */
export function bandingFor(threshold: number): Banding {
  const bandsFor = (rows: number): number =>
    Math.max(1, Math.ceil(Math.log(MISSED) / Math.log(1 - threshold ** rows)));
  let rows = 1;
  while (rows < MOST_HASHES && (rows + 1) * bandsFor(rows + 1) <= MOST_HASHES) rows += 1;
  return { bands: bandsFor(rows), rows };
}

/**
 * Makes the function that gives a text's key in every band: a hash of its MinHash values there
 * (Broder 1997). The share of equal MinHash values of two sets estimates their Jaccard similarity.
 *
 * @returns writes the keys of some shingles to `keys[0]`, `keys[stride]`, `keys[2 * stride]`, ...
 */
export function bandKeys({ bands, rows }: Banding) {
  const count = bands * rows;
  const random = randomStream(0, "min-hash");
  // Odd factors: multiplication by them loses nothing modulo 2^32.
  const factors = Uint32Array.from({ length: count }, () => random.nextUint32() | 1);
  const terms = Uint32Array.from({ length: count }, () => random.nextUint32());
  const hashes = leastHashes(factors, terms);
  return (shingles: Uint32Array, keys: Uint32Array, first: number, stride: number): void => {
    hashes.of(shingles);
    for (let band = 0; band < bands; band++) {
      let key = band;
      for (let i = band * rows; i < (band + 1) * rows; i++) {
        key = mixed(Math.imul(key, 31) ^ (hashes.least[i] as number));
      }
      keys[first + band * stride] = key;
    }
  };
}
