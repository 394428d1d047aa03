import fc from "fast-check";
import { expect, test } from "vitest";
import { windowOfTokens, windowsOf } from "./windows.js";

test("a text that fits is one window, and an empty one none", () => {
  expect(windowsOf(6, 6, 2)).toEqual([{ first: 0, count: 6 }]);
  expect(windowsOf(0, 6, 2)).toEqual([]);
});

test("tokens that two windows share are read where more text is around them", () => {
  const windows = windowsOf(10, 6, 4);
  expect(windows.map(({ first }) => first)).toEqual([0, 2, 4]);
  expect([...windowOfTokens(windows, 10)]).toEqual([0, 0, 0, 0, 1, 1, 2, 2, 2, 2]);
});

test("windows cover every token, overlap as told, and each token is read in one that has it", () => {
  const sizes = fc
    .record({ count: fc.integer({ min: 1, max: 300 }), room: fc.integer({ min: 2, max: 40 }) })
    .chain(({ count, room }) =>
      fc.record({
        count: fc.constant(count),
        room: fc.constant(room),
        overlap: fc.integer({ min: 0, max: room - 1 }),
      }),
    );
  fc.assert(
    fc.property(sizes, ({ count, room, overlap }) => {
      const windows = windowsOf(count, room, overlap);
      const last = windows.at(-1) ?? expect.fail("none");
      expect(last.first + last.count).toBe(count);
      for (const [index, { first }] of windows.entries())
        expect(first).toBe(index * (room - overlap));
      for (const [token, place] of windowOfTokens(windows, count).entries()) {
        const { first, count: size } = windows[place] ?? expect.fail("none");
        expect(token >= first && token < first + size).toBe(true);
      }
    }),
  );
});
