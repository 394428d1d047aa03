import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trainTokenizer } from "./train-tokenizer.js";

let folder = "";
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "train-tokenizer-"));
  await writeFile(path("texts.txt"), "The cat sat on the mat.\nThe cats sat.\n");
});
afterAll(() => rm(folder, { recursive: true }));

test("nothing of another kind of tokenizer stays where it is replaced", async () => {
  const settings = { data: path("texts.txt"), output: path("tokenizer"), vocabularySize: 300 };
  await trainTokenizer({ ...settings, kind: "bpe" });
  expect(await readdir(settings.output)).toContain("merges.txt");
  await writeFile(join(settings.output, "added_tokens.json"), '{"[E1]": 300}');
  await writeFile(join(settings.output, "notes.txt"), "of the user");
  const { files } = await trainTokenizer({ ...settings, kind: "wordpiece", force: true });
  expect(await readdir(settings.output)).toEqual([...files, "notes.txt"].sort());
});

test("where a file of it cannot be written, the tokenizer before stays whole", async () => {
  const settings = { data: path("texts.txt"), output: path("cramped"), vocabularySize: 300 };
  await trainTokenizer({ ...settings, kind: "bpe" });
  const names = (await readdir(settings.output)).sort();
  const contents = () =>
    Promise.all(names.map((name) => readFile(join(settings.output, name), "utf8")));
  const before = await contents();
  // A folder stands where the last file would be written.
  await mkdir(join(settings.output, "vocab.txt.new"));
  const replacing = trainTokenizer({ ...settings, kind: "wordpiece", force: true });
  await expect(replacing).rejects.toMatchObject({ code: "FILE_UNWRITABLE" });
  expect((await readdir(settings.output)).sort()).toEqual(names);
  expect(await contents()).toEqual(before);
});

test.each(["vocab.json", "merges.txt", "added_tokens.json"])(
  "%s of another tokenizer is not touched without force",
  async (name) => {
    const output = await mkdtemp(path("held-"));
    await writeFile(join(output, name), "{}");
    await expect(
      trainTokenizer({ data: path("texts.txt"), output, vocabularySize: 60 }),
    ).rejects.toMatchObject({ code: "OUTPUT_EXISTS", details: { output, files: [name] } });
    expect(await readdir(output)).toEqual([name]);
  },
);
