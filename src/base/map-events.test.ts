import { expect, test } from "vitest";
import { mapEvents } from "./index.js";

/** Counts up, and writes down that it was allowed to end, after a while. */
async function* counting(ends: string[]): AsyncGenerator<number, string> {
  try {
    yield* [1, 2, 3];
    return "all";
  } finally {
    await new Promise((resolve) => setTimeout(resolve, 20));
    ends.push("settled");
  }
}

test("gives each event changed, and what the source gives in the end", async () => {
  const ends: string[] = [];
  const events = mapEvents(counting(ends), (n) => 10 * n);
  const given: unknown[] = [];
  for (let next = await events.next(); ; next = await events.next()) {
    given.push(next.value);
    if (next.done) break;
  }
  expect(given).toEqual([10, 20, 30, "all"]);
  expect(ends).toEqual(["settled"]);
});

test("a reader that leaves off waits until the source has settled", async () => {
  const ends: string[] = [];
  for await (const n of mapEvents(counting(ends), (n) => n)) if (n === 2) break;
  expect(ends).toEqual(["settled"]);
});

test("so does an error of the change, which is thrown", async () => {
  const ends: string[] = [];
  const events = mapEvents(counting(ends), () => {
    throw new Error("no room");
  });
  await expect(events.next()).rejects.toThrow("no room");
  expect(ends).toEqual(["settled"]);
});

test("an error of the source is thrown", async () => {
  const events = mapEvents(
    (async function* () {
      yield 1;
      throw new Error("of the source");
    })(),
    (n) => n,
  );
  await events.next();
  await expect(events.next()).rejects.toThrow("of the source");
});
