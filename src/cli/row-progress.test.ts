import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rowProgress } from "./row-progress.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A terminal's stream, and all that was written to it. */
function screen() {
  const stream = Object.assign(new PassThrough(), { isTTY: true });
  return { stream, written: () => String(stream.read() ?? "") };
}

test("rows are counted on the screen from two seconds on, and the line goes at the end", () => {
  const { stream, written } = screen();
  const progress = rowProgress({ screen: stream }, "checking");
  progress.update(1000);
  vi.advanceTimersByTime(1900);
  progress.update(2000);
  expect(written()).toBe("");
  vi.advanceTimersByTime(200);
  progress.update(3000);
  expect(written()).toContain("checking: 3,000 rows");
  progress.clear();
  expect(written()).not.toContain("rows");
});

test("nothing is written where nobody looks on", () => {
  const progress = rowProgress({}, "checking");
  vi.advanceTimersByTime(3000);
  expect(() => {
    progress.update(1);
    progress.clear();
  }).not.toThrow();
});
