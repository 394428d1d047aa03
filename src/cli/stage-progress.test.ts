import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stageProgress } from "./stage-progress.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "Date", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A terminal's stream, and all that was written to it. */
function screen() {
  const stream = Object.assign(new PassThrough(), { isTTY: true });
  return { stream, written: () => String(stream.read() ?? "") };
}
const unheard = (): void => {
  throw new Error("a line where there is a screen");
};

test("a share is shown on the screen from two seconds on", () => {
  const { stream, written } = screen();
  const progress = stageProgress({ screen: stream, say: unheard }, "cleaning");
  progress.update(10, 100);
  expect(written()).toBe("");
  vi.advanceTimersByTime(2100);
  progress.update(50, 100);
  vi.advanceTimersByTime(200);
  expect(written()).toMatch(/^.*cleaning .* 50%/s);
  progress.clear();
});

test("a bar comes though the next news are long in coming, and the terminal goes on wrapping lines", () => {
  const { stream, written } = screen();
  const progress = stageProgress({ screen: stream, say: unheard }, "augmenting");
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

test("a stage after one that is over gets its bar after two seconds of its own", () => {
  const { stream, written } = screen();
  const progress = stageProgress({ screen: stream, say: unheard }, "evaluation");
  progress.update(1, 2);
  vi.advanceTimersByTime(2500);
  progress.update(2, 2);
  expect(written()).toContain("evaluation");
  progress.update(1, 2);
  expect(written()).toBe("");
  vi.advanceTimersByTime(2500);
  expect(written()).toMatch(/evaluation █{12}░{12} 50% {2}elapsed 0:02 {2}ETA 0:02/);
  progress.clear();
});

test("where nobody looks on, a line every ten seconds, counted anew for each stage", () => {
  const lines: string[] = [];
  const progress = stageProgress({ say: (line) => lines.push(line) }, "evaluation");
  for (const done of [0, 20, 50]) {
    progress.update(done, 80);
    vi.advanceTimersByTime(6000);
  }
  progress.update(80, 80);
  progress.update(0, 80);
  vi.advanceTimersByTime(11_000);
  progress.update(8, 80);
  progress.clear();
  expect(lines).toEqual([
    "evaluation 62%  elapsed 0:12  ETA 0:07",
    "evaluation 10%  elapsed 0:11  ETA 1:39",
  ]);
});
