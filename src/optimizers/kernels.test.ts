import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { philox, randomStream } from "../base/index.js";
import { dropoutMasks } from "./dropout-masks.js";
import { allocate } from "./kernels.js";

test("the committed kernels are what the compiler makes of assembly/kernels.ts", () => {
  const script = fileURLToPath(new URL("../../scripts/build-kernels.mjs", import.meta.url));
  execFileSync(process.execPath, [script, "--check"]);
});

test("a sum of squares is exact where float32 would lose the small ones", () => {
  const { buffer, kernels } = allocate(4 * 1024);
  const values = new Float32Array(buffer, 0, 1000).fill(1);
  values[0] = 2 ** 20;
  expect(kernels.sumOfSquares(0, 1000)).toBe(2 ** 40 + 999);
});

test.each([0.1, 0.5])("masks of rate %d are drawn by Philox as base defines it", (rate) => {
  const key = [0xdeadbeef, 7] as const;
  const masks = dropoutMasks(1003, rate, key);
  const words = new Uint32Array(4);
  const expected = Float32Array.from({ length: 1003 }, (_, i) => {
    philox(words, [Math.floor(i / 4), 0, 0, 0], key);
    return (words[i % 4] ?? 0) / 2 ** 32 < rate ? 0 : 1 / (1 - rate);
  });
  expect(masks).toEqual(expected);
});

test("adding leaves values outside the range alone", () => {
  const { buffer, kernels } = allocate(4 * 24);
  const all = new Float32Array(buffer, 0, 24);
  const random = randomStream(1, "numbers");
  all.forEach((_, i) => {
    all[i] = random.nextNormal();
  });
  const before = all.slice();
  kernels.addInto(4 * 4, 4 * 12, 8);
  expect(all).toEqual(
    before.map((value, i) =>
      i >= 4 && i < 12 ? Math.fround(value + (before[i + 8] ?? 0)) : value,
    ),
  );
});
