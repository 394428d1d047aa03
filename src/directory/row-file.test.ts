import { mkdir, readdir, readFile, truncate, utimes, writeFile } from "node:fs/promises";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { float32 } from "../base/index.js";
import { createRowFile, openRowFile, readSafetensors, writeSafetensors } from "./index.js";

const path = temporaryFolder();
const shape = { rows: 5, width: 3, facts: { format: "pt", key: "abc" } };
const numbers = Float32Array.from({ length: 15 }, (_, i) => i + 0.5);
let count = 0;
let folder = "";
let file = "";
beforeEach(() => {
  folder = path(`case-${count++}`);
  file = `${folder}/rows.safetensors`;
});

async function write(): Promise<void> {
  const writer = await createRowFile(file, shape);
  await writer.append(numbers.subarray(0, 6));
  await writer.append(numbers.subarray(6));
  await writer.finish();
}

test("rows written in pieces are read from any place, and the file is plain safetensors", async () => {
  await write();
  const opened = await openRowFile(file, shape);
  for (const [first, rows] of [
    [0, 5],
    [3, 2],
    [1, 1],
  ] as const) {
    const into = new Float32Array(rows * 3);
    await opened?.read(first, into);
    expect(into).toEqual(numbers.slice(first * 3, (first + rows) * 3));
  }
  await opened?.close();
  expect(await readSafetensors(file)).toEqual({
    metadata: shape.facts,
    tensors: new Map([["rows", float32([5, 3], numbers)]]),
  });
  expect(await readdir(folder)).toEqual(["rows.safetensors"]);
});

test("until it is finished there is no file, and a discarded one leaves nothing", async () => {
  const writer = await createRowFile(file, shape);
  await writer.append(numbers);
  expect(await openRowFile(file, shape)).toBeUndefined();
  await writer.discard();
  expect(await readdir(folder)).toEqual([]);
  await write();
  const before = await readFile(file);
  const other = await createRowFile(file, shape);
  await other.append(numbers.subarray(0, 3));
  await other.discard();
  expect(await readFile(file)).toEqual(before);
});

test("two that write one file at once do not touch each other's rows", async () => {
  const negative = numbers.map((number) => -number);
  const [first, second] = [await createRowFile(file, shape), await createRowFile(file, shape)];
  await first.append(numbers.subarray(0, 6));
  await second.append(negative.subarray(0, 3));
  await first.append(numbers.subarray(6));
  await first.finish();
  expect((await readSafetensors(file)).tensors.get("rows")?.data).toEqual(numbers);
  await second.append(negative.subarray(3));
  await second.finish();
  expect((await readSafetensors(file)).tensors.get("rows")?.data).toEqual(negative);
  expect(await readdir(folder)).toEqual(["rows.safetensors"]);
});

test.each([
  ["another number of rows", { ...shape, rows: 4 }],
  ["another width", { ...shape, width: 5 }],
  ["other facts", { ...shape, facts: { key: "abd" } }],
])("a file of %s is not opened", async (_, other) => {
  await write();
  expect(await openRowFile(file, other)).toBeUndefined();
});

test.each([
  ["is cut short by one byte", () => truncate(file, 15 * 4 + 100)],
  ["is cut within the header", () => truncate(file, 20)],
  ["is empty", () => truncate(file, 0)],
  ["has more behind its rows", () => writeFile(file, "more", { flag: "a" })],
  ["is something else", () => writeFile(file, "something else, of some length")],
  ["has other tensors", () => writeSafetensors(file, [["a", float32([15], numbers)]])],
])("a file that %s is not opened", async (_, damage) => {
  await write();
  await damage();
  expect(await openRowFile(file, shape)).toBeUndefined();
});

test("a file that becomes shorter while it is open is told by name", async () => {
  await write();
  const opened = await openRowFile(file, shape);
  await truncate(file, 30);
  await expect(opened?.read(4, new Float32Array(3))).rejects.toMatchObject({
    code: "SAFETENSORS_BROKEN",
    details: { file },
  });
  await opened?.close();
});

test("what a kill left is removed after a day, and no other file", async () => {
  await mkdir(folder, { recursive: true });
  const names = [
    "rows.safetensors.1-0a1b2c3d4e5f.new",
    "rows.safetensors.2-0a1b2c3d4e5f.new",
    "other.safetensors.1.new",
  ];
  for (const name of names) await writeFile(`${folder}/${name}`, "half");
  const long = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(`${folder}/rows.safetensors.1-0a1b2c3d4e5f.new`, long, long);
  await utimes(`${folder}/other.safetensors.1.new`, long, long);
  await write();
  expect(await readdir(folder)).toEqual([
    "other.safetensors.1.new",
    "rows.safetensors",
    "rows.safetensors.2-0a1b2c3d4e5f.new",
  ]);
});

test("a file in a place that cannot be is refused by name", async () => {
  await writeFile(folder, "a file");
  await expect(createRowFile(file, shape)).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    details: { path: file },
  });
  expect(await openRowFile(file, shape)).toBeUndefined();
});
