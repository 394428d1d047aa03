import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createSaves, type SaveMoment } from "./saves.js";

/** A save that begins at once and ends when it is told to. */
function openSave() {
  let end: (fault?: Error) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = (fault) => (fault ? reject(fault) : resolve());
  });
  const write = async ({ begun, before }: SaveMoment): Promise<string> => {
    begun();
    await ended;
    await before();
    return "last";
  };
  return { write, end: (fault?: Error) => end(fault) };
}

const saved = (step: number) => ({ type: "saved", step, directory: "last" });

describe("saves", () => {
  test("let steps go on once they have begun, and are told when they are there", async () => {
    const saves = createSaves();
    const { write, end } = openSave();
    await saves.begin(3, write);
    expect(saves.completed()).toEqual([]);
    end();
    expect(await saves.finish()).toEqual([saved(3)]);
    expect(saves.savedStep).toBe(3);
    expect(saves.completed()).toEqual([]);
  });

  test("of a later step wait for the one before", async () => {
    const saves = createSaves();
    const first = openSave();
    const second = openSave();
    await saves.begin(1, first.write);
    let hasBegun = false;
    const beginning = saves.begin(2, second.write).then(() => {
      hasBegun = true;
    });
    await nextTurn();
    expect(hasBegun).toBe(false);
    first.end();
    await beginning;
    expect(saves.completed()).toEqual([saved(1)]);
    second.end();
    expect(await saves.finish()).toEqual([saved(2)]);
  });

  test("of one step are written together, and end in their order", async () => {
    const saves = createSaves();
    const best = openSave();
    const last = openSave();
    await saves.begin(1, (moment) => best.write(moment).then(() => undefined));
    await saves.begin(1, last.write);
    last.end();
    await nextTurn();
    expect(saves.completed()).toEqual([]);
    best.end();
    expect(await saves.finish()).toEqual([saved(1)]);
  });

  test("that fail are told, and those behind them do not end well", async () => {
    const saves = createSaves();
    const best = openSave();
    const last = openSave();
    await saves.begin(1, best.write);
    await saves.begin(1, last.write);
    last.end();
    best.end(new Error("no room"));
    await expect(saves.finish()).rejects.toThrow("no room");
    await saves.settle();
    expect(() => saves.completed()).toThrow("no room");
    await expect(saves.begin(2, openSave().write)).rejects.toThrow("no room");
    expect(saves.savedStep).toBeUndefined();
  });

  test("that fail at once fail their beginning", async () => {
    const saves = createSaves();
    const write = () => Promise.reject(new Error("no folder"));
    await expect(saves.begin(1, write)).rejects.toThrow("no folder");
  });
});
