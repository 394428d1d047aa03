import { readdir, stat, utimes, writeFile } from "node:fs/promises";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { makeRoom, markUsed } from "./row-cache.js";

const path = temporaryFolder();
const hour = 60 * 60 * 1000;
const nameOf = (digit: string): string => `${digit.repeat(32)}.safetensors`;

/** Writes a file of 10 bytes that was last used so many hours ago. */
async function used(name: string, hours: number): Promise<void> {
  await writeFile(path(name), new Uint8Array(10));
  const time = new Date(Date.now() - hours * hour);
  await utimes(path(name), time, time);
}

beforeEach(async () => {
  await used(nameOf("a"), 50);
  await used(nameOf("b"), 90);
  await used(nameOf("c"), 70);
  await used(nameOf("d"), 1);
  await used("mine.safetensors", 100);
});

const left = async (): Promise<string[]> =>
  (await readdir(path())).map((name) => name[0] ?? "").sort();

test.each([
  { most: 45, coming: 5, kept: ["a", "b", "c", "d", "m"] },
  { most: 45, coming: 6, kept: ["a", "c", "d", "m"] },
  { most: 30, coming: 10, kept: ["a", "d", "m"] },
  { most: 0, coming: 10, kept: ["d", "m"] },
])("within $most bytes, $coming to come, $kept are kept", async ({ most, coming, kept }) => {
  const files = 5 - kept.length;
  expect(await makeRoom(path(), { most, coming })).toEqual({ files, bytes: 10 * files });
  expect(await left()).toEqual(kept);
});

test("what a killed run left half written is removed as any other", async () => {
  await used(`${nameOf("e")}.12-ab.new`, 200);
  expect(await makeRoom(path(), { most: 40, coming: 0 })).toEqual({ files: 1, bytes: 10 });
  expect(await left()).toEqual(["a", "b", "c", "d", "m"]);
});

test("a file that was marked as used is kept", async () => {
  await markUsed(path(nameOf("b")));
  expect(Date.now() - (await stat(path(nameOf("b")))).mtimeMs).toBeLessThan(hour);
  await makeRoom(path(), { most: 0, coming: 10 });
  expect(await left()).toEqual(["b", "d", "m"]);
});

test("a folder that is not there has room", async () => {
  expect(await makeRoom(path("none"), { most: 1, coming: 2 })).toEqual({ files: 0, bytes: 0 });
  await expect(markUsed(path("none"))).resolves.toBeUndefined();
});
