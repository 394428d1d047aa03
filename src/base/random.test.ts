import { expect, test } from "vitest";
import { permutation, philox, randomStream } from "./random.js";

// Known answers of the Random123 distribution (kat_vectors, philox 4x32 10).
test.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as const)("philox gives the known answer for counter %j", (counter, key, answer) => {
  const out = new Uint32Array(4);
  philox(out, counter, key);
  expect([...out]).toEqual(answer);
});

test("a stream depends on seed, purpose and indices, and on nothing else", () => {
  const first = randomStream(1, "order", 2).nextUint32();
  expect(randomStream(1, "order", 2).nextUint32()).toBe(first);
  const others = [
    randomStream(2, "order", 2),
    randomStream(1, "dropout", 2),
    randomStream(1, "order", 3),
    randomStream(1, "order", 2, 1),
  ];
  expect(new Set([first, ...others.map((stream) => stream.nextUint32())]).size).toBe(5);
});

test("a permutation holds every number once", () => {
  const order = permutation(1000, randomStream(42, "order", 0));
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect([...order]).not.toEqual([...permutation(1000, randomStream(42, "order", 1))]);
});

test("normal numbers have mean 0 and deviation 1", () => {
  const random = randomStream(7, "normal");
  const values = Array.from({ length: 100_000 }, () => random.nextNormal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
});
