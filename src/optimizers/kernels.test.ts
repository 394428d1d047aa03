import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { philox, randomStream } from "../base/index.js";
import { memoryFault } from "../engine/index.js";
import { dropoutMasks } from "./dropout-masks.js";
import { allocate, kernelsOver } from "./kernels.js";

test("the committed kernels are what the compiler makes of assembly/kernels.ts", () => {
  const script = fileURLToPath(new URL("../../scripts/build-kernels.mjs", import.meta.url));
  execFileSync(process.execPath, [script, "--check"]);
});

test.each([false, true])(
  "a sum of squares is exact where float32 would lose the small ones (shared memory: %s)",
  (shared) => {
    const memory = allocate(4 * 1024, { shared });
    const values = new Float32Array(memory.buffer, 0, 1024).fill(1);
    values[0] = 2 ** 20;
    expect(kernelsOver(memory).sumOfSquares(0, 1024)).toBe(2 ** 40 + 1023);
  },
);

test("memory that threads share is a SharedArrayBuffer, and else it is none", () => {
  expect(allocate(1).buffer).toBeInstanceOf(ArrayBuffer);
  expect(allocate(1, { shared: true }).buffer).toBeInstanceOf(SharedArrayBuffer);
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

test("adding and clearing leave values outside the range alone", () => {
  const memory = allocate(4 * 96);
  const kernels = kernelsOver(memory);
  const all = new Float32Array(memory.buffer, 0, 96);
  const random = randomStream(1, "numbers");
  all.forEach((_, i) => {
    all[i] = random.nextNormal();
  });
  const before = all.slice();
  kernels.addInto(4 * 16, 4 * 48, 32);
  expect(all).toEqual(
    before.map((value, i) =>
      i >= 16 && i < 48 ? Math.fround(value + (before[i + 32] ?? 0)) : value,
    ),
  );
  const added = all.slice();
  kernels.clear(4 * 16, 32);
  expect(all).toEqual(added.map((value, i) => (i >= 16 && i < 48 ? 0 : value)));
});

test("more than one memory can hold is told as a lack of memory", () => {
  const ask = () => allocate(2 ** 32 + 1);
  expect(ask).toThrow(RangeError);
  try {
    ask();
  } catch (error) {
    expect(memoryFault(error)).toMatchObject({ code: "ENGINE_MEMORY" });
  }
});
