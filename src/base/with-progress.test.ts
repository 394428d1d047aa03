import { setTimeout as after } from "node:timers/promises";
import { expect, test } from "vitest";
import { withProgress } from "./index.js";

/** Work of many turns that tells its number and ends when its signal says so. */
function counting(seen: string[]) {
  return async (tell: (turn: number) => void, signal: AbortSignal): Promise<string> => {
    try {
      for (let turn = 0; turn < 1000; turn++) {
        signal.throwIfAborted();
        tell(turn);
        await after(1);
      }
      return "whole";
    } finally {
      await after(20);
      seen.push("ended");
    }
  };
}

test("a reader that leaves off stops the work, and goes on once it has ended", async () => {
  const seen: string[] = [];
  for await (const turn of withProgress(counting(seen))) {
    if (turn > 2) break;
  }
  expect(seen).toEqual(["ended"]);
});

test("a signal from outside stops the work with its reason", async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const turn of withProgress(counting(seen), stop.signal)) {
      if (turn > 2) stop.abort(new Error("enough"));
    }
  })();
  await expect(reading).rejects.toThrow("enough");
  expect(seen).toEqual(["ended"]);
});

test("what the work gives comes after what it told", async () => {
  const told: number[] = [];
  const progress = withProgress(async (tell: (news: number) => void) => {
    for (const news of [1, 2, 3]) {
      tell(news);
      await after(5);
    }
    return "whole";
  });
  let next = await progress.next();
  for (; !next.done; next = await progress.next()) told.push(next.value);
  expect(told).toEqual([1, 2, 3]);
  expect(next.value).toBe("whole");
});
