import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { inputTexts } from "./texts.js";

const piped = (content: string) => ({
  stdin: Readable.from([Buffer.from(content)]) as Readable & { isTTY?: boolean },
  say: () => {},
});

async function fileOf(name: string, content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "berth-texts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

test("words are texts", async () => {
  expect(await inputTexts(["good", "bad one"], undefined, {}, piped("unread"))).toEqual([
    "good",
    "bad one",
  ]);
});

test("every line of stdin is a text, empty ones too", async () => {
  expect(await inputTexts([], undefined, {}, piped("good\r\n\n不错\n"))).toEqual([
    "good",
    "",
    "不错",
  ]);
});

test("a .txt file holds one text a line", async () => {
  const file = await fileOf("texts.txt", "\ufeffgood\nbad");
  expect(await inputTexts([], file, {}, piped(""))).toEqual(["good", "bad"]);
});

test("a table gives its text column", async () => {
  const file = await fileOf("rows.csv", 'id,note\n1,"good, ""really"""\n2,bad\n');
  expect(await inputTexts([], file, { textColumn: "note" }, piped(""))).toEqual([
    'good, "really"',
    "bad",
  ]);
});

test("without any texts on a terminal, the ways to give them are told", async () => {
  const stdin = Object.assign(Readable.from([]), { isTTY: true });
  await expect(inputTexts([], undefined, {}, { stdin, say: () => {} })).rejects.toThrow(
    "no texts: give them as words, with --data FILE, or on stdin, one a line",
  );
});
