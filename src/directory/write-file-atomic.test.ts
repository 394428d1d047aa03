import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { writeFileAtomic } from "./index.js";

const path = temporaryFolder();
let count = 0;
let folder = "";
beforeEach(async () => {
  folder = `case-${count++}`;
  await mkdir(path(folder));
});

test("a file is written from a text, bytes, or pieces, and nothing else is left", async () => {
  const file = path(folder, "a.txt");
  const bytes = new TextEncoder().encode("né\n");
  const contents = ["né\n", bytes, [bytes.subarray(0, 2), bytes.subarray(2)]];
  for (const content of contents) {
    await writeFile(file, "before, and longer than after");
    await writeFileAtomic(file, content);
    expect(await readFile(file, "utf8")).toBe("né\n");
  }
  expect(await readdir(path(folder))).toEqual(["a.txt"]);
});

test("what a kill left half-written does not stand in the way", async () => {
  await writeFile(path(folder, "a.txt.new"), "half of something long");
  await writeFileAtomic(path(folder, "a.txt"), "whole");
  expect(await readFile(path(folder, "a.txt"), "utf8")).toBe("whole");
  expect(await readdir(path(folder))).toEqual(["a.txt"]);
});

test("content that breaks off leaves the file as it was, and its own error", async () => {
  await writeFile(path(folder, "a.txt"), "before");
  async function* broken() {
    yield "half";
    throw new RangeError("the source broke");
  }
  await expect(writeFileAtomic(path(folder, "a.txt"), broken())).rejects.toThrow(
    new RangeError("the source broke"),
  );
  expect(await readFile(path(folder, "a.txt"), "utf8")).toBe("before");
  expect(await readdir(path(folder))).toEqual(["a.txt"]);
});

test.each([
  ["in a folder that is not there", "absent/a.txt", "ENOENT"],
  ["in a file that is taken for a folder", "plain/a.txt", "ENOTDIR"],
  ["over a folder", "sub", "EISDIR"],
])("a file %s is refused by name", async (_, name, system) => {
  await writeFile(path(folder, "plain"), "");
  await mkdir(path(folder, "sub"));
  const file = path(folder, name);
  await expect(writeFileAtomic(file, "text")).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    message: `${file}: the system refuses to write it (${system})`,
    details: { path: file, system },
  });
  expect(await readdir(path(folder))).toEqual(["plain", "sub"]);
});
