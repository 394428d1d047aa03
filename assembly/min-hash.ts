// The inner loop of MinHash, in WebAssembly SIMD. Compiled by scripts/build-kernels.mjs.

/** Bytes of one vector of four 32-bit numbers. */
const STEP: usize = 16;

/**
 * `least[i] = min(least[i], factors[i] * shingle + terms[i])` for every shingle, modulo 2^32.
 *
 * Pointers are byte addresses, aligned to 16; `count`, the hashes of a signature, is a multiple of 16.
 * Four vectors of minima stay in registers while all shingles pass by.
 */
export function leastHashes(
  shingles: usize,
  shingleCount: usize,
  factors: usize,
  terms: usize,
  least: usize,
  count: usize,
): void {
  const last = shingles + (shingleCount << 2);
  const end = least + (count << 2);
  for (; least < end; least += 4 * STEP, factors += 4 * STEP, terms += 4 * STEP) {
    const f0 = v128.load(factors);
    const f1 = v128.load(factors, STEP);
    const f2 = v128.load(factors, 2 * STEP);
    const f3 = v128.load(factors, 3 * STEP);
    const t0 = v128.load(terms);
    const t1 = v128.load(terms, STEP);
    const t2 = v128.load(terms, 2 * STEP);
    const t3 = v128.load(terms, 3 * STEP);
    let l0 = v128.load(least);
    let l1 = v128.load(least, STEP);
    let l2 = v128.load(least, 2 * STEP);
    let l3 = v128.load(least, 3 * STEP);
    for (let at = shingles; at < last; at += 4) {
      const shingle = v128.load32_splat(at);
      l0 = i32x4.min_u(l0, i32x4.add(i32x4.mul(f0, shingle), t0));
      l1 = i32x4.min_u(l1, i32x4.add(i32x4.mul(f1, shingle), t1));
      l2 = i32x4.min_u(l2, i32x4.add(i32x4.mul(f2, shingle), t2));
      l3 = i32x4.min_u(l3, i32x4.add(i32x4.mul(f3, shingle), t3));
    }
    v128.store(least, l0);
    v128.store(least, l1, STEP);
    v128.store(least, l2, 2 * STEP);
    v128.store(least, l3, 3 * STEP);
  }
}
