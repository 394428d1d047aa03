import { expect, test } from "vitest";
import { createDropoutPool } from "./dropout-pool.js";

const place = { step: 3, microBatch: 1, site: 5 };

test("a mask keeps the part of values that the rate leaves, scaled so that the mean stays 1", () => {
  const mask = createDropoutPool({ seed: 42, rate: 0.1 }).mask(1_000_000, place);
  const dropped = mask.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
  // Four standard deviations of the binomial distribution: 4 * sqrt(0.1 * 0.9 / 1e6).
  expect(Math.abs(dropped / mask.length - 0.1)).toBeLessThan(0.0012);
  expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.9)]));
});

test("neighbouring values are dropped independently", () => {
  const mask = createDropoutPool({ seed: 1, rate: 0.5 }).mask(400_000, place);
  for (const lag of [1, 2, 3, 4, 384]) {
    let both = 0;
    for (let i = lag; i < mask.length; i++) {
      if (mask[i] === 0 && mask[i - lag] === 0) both += 1;
    }
    expect(Math.abs(both / (mask.length - lag) - 0.25)).toBeLessThan(0.004);
  }
});

test("seed, step, micro-batch and site decide a mask", () => {
  const pool = createDropoutPool({ seed: 42, rate: 0.1 });
  const mask = pool.mask(1000, place);
  expect(createDropoutPool({ seed: 42, rate: 0.1 }).mask(1000, place)).toEqual(mask);
  const others = [
    pool.mask(1000, { ...place, step: 4 }),
    pool.mask(1000, { ...place, microBatch: 0 }),
    pool.mask(1000, { ...place, site: 6 }),
    createDropoutPool({ seed: 43, rate: 0.1 }).mask(1000, place),
  ];
  for (const other of others) expect(other).not.toEqual(mask);
});

test("masks are views of one array at offsets that are multiples of four values", () => {
  const pool = createDropoutPool({ seed: 42, rate: 0.1 });
  const masks = Array.from({ length: 50 }, (_, site) => pool.mask(1001, { ...place, site }));
  expect(new Set(masks.map(({ buffer }) => buffer)).size).toBe(1);
  expect(masks.every(({ byteOffset }) => byteOffset % 16 === 0)).toBe(true);
  expect(new Set(masks.map(({ byteOffset }) => byteOffset)).size).toBe(50);
});

test("a mask is the same whether or not the pool has grown for a larger one", () => {
  const large = 5_000_000;
  const grown = createDropoutPool({ seed: 7, rate: 0.1 });
  const before = grown.mask(1000, place).slice();
  const largeMask = grown.mask(large, place);
  expect(grown.mask(1000, place)).toEqual(before);
  const resumed = createDropoutPool({ seed: 7, rate: 0.1 }).mask(large, place);
  expect(Buffer.compare(Buffer.from(resumed.buffer), Buffer.from(largeMask.buffer))).toBe(0);
  expect(resumed.byteOffset).toBe(largeMask.byteOffset);
});
