import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rowProgress } from "./row-progress.js";
import { slowProgress } from "./slow-progress.js";

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

test("a share is shown on the screen from two seconds on", () => {
  const { stream, written } = screen();
  const progress = slowProgress({ screen: stream }, "cleaning");
  progress.update(10, 100);
  expect(written()).toBe("");
  vi.advanceTimersByTime(2100);
  progress.update(50, 100);
  expect(written()).toMatch(/^.*cleaning .* 50%/s);
  progress.clear();
});

test("a bar comes though the next news are long in coming, and the terminal goes on wrapping lines", () => {
  vi.useFakeTimers({ toFake: ["performance", "Date", "setTimeout", "clearTimeout"] });
  const { stream, written } = screen();
  const progress = slowProgress({ screen: stream }, "augmenting");
  progress.update(0, 100);
  vi.advanceTimersByTime(2500);
  const frames = written();
  expect(frames).toMatch(/augmenting ░{24} 0% {2}elapsed 0:02 {2}ETA unknown/);
  vi.advanceTimersByTime(17_500);
  progress.update(25, 100);
  vi.advanceTimersByTime(200);
  expect(written()).toMatch(/augmenting █{6}░{18} 25% {2}elapsed 0:20 {2}ETA 1:00/);
  progress.clear();
  // Ctrl-C would leave it off.
  expect(frames).not.toContain("\u001b[?7l");
});

test("nothing is written where nobody looks on", () => {
  const progress = rowProgress({}, "checking");
  vi.advanceTimersByTime(3000);
  expect(() => {
    progress.update(1);
    progress.clear();
  }).not.toThrow();
});
