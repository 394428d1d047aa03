import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import fixture from "../../test/fixtures/long-texts.json" with { type: "json" };
import type { Table } from "../records/index.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { classification } from "./classification.js";
import { textExamples } from "./classify.js";
import { readLongTexts } from "./long-texts.js";
import { textLogits } from "./text-logits.js";

const small = fileURLToPath(new URL("../../test/fixtures/small-bert", import.meta.url));
const tokenizer = await loadTokenizer(small);

async function idsOf(
  text: string,
  settings: Parameters<typeof readLongTexts>[2],
  reader = tokenizer,
) {
  // The text stands between others, as in a file.
  const read = await readLongTexts(["good", text, "the film ".repeat(40)], reader, settings);
  return read[1]?.map(({ tokenIds }) => Array.from(tokenIds));
}

test.each(fixture.cases)(
  "head and tail are slices of transformers' ids, and windows its overflowing ones ($length tokens)",
  async ({ text, length: maxLength, headTail, windows }) => {
    expect(await idsOf(text, { maxLength, truncation: "head-tail" })).toEqual([headTail]);
    for (const { overlap: stride, ids } of windows) {
      expect(await idsOf(text, { maxLength, truncation: "windows", stride })).toEqual(ids);
    }
  },
);

test("a tokenizer that cuts on the left changes neither head and tail nor windows", async () => {
  const folder = await mkdtemp(join(tmpdir(), "long-texts-"));
  await cp(join(small, "tokenizer.json"), join(folder, "tokenizer.json"));
  await writeFile(join(folder, "tokenizer_config.json"), '{"truncation_side": "left"}');
  const left = await loadTokenizer(folder);
  await rm(folder, { recursive: true });
  for (const { text, length: maxLength } of fixture.cases) {
    for (const truncation of ["head-tail", "windows"] as const) {
      const settings = { maxLength, truncation };
      expect(await idsOf(text, settings, left)).toEqual(await idsOf(text, settings));
    }
  }
  const text = "the film was good";
  const [ids = []] = (await idsOf(text, { maxLength: 4 }, left)) ?? [];
  expect(left.tokens(ids)).toEqual(["[CLS]", "was", "good", "[SEP]"]);
});

test("of 510 tokens the first 128 and the last 382 are read, as Sun et al. do", async () => {
  const text = "good ".repeat(128) + "bad ".repeat(100) + "film ".repeat(382);
  const [ids = []] = (await idsOf(text, { maxLength: 512, truncation: "head-tail" })) ?? [];
  const tokens = tokenizer.tokens(ids).slice(1, -1);
  expect(tokens).toEqual([...Array(128).fill("good"), ...Array(382).fill("film")]);
});

test("windows share a quarter of the room where nothing is said", async () => {
  const settings = { maxLength: 10, truncation: "windows" } as const;
  const text = "the world of film and book ".repeat(5);
  expect(await idsOf(text, settings)).toEqual(await idsOf(text, { ...settings, stride: 2 }));
});

test("windows share half of the room at most, and it is said", async () => {
  const settings = { maxLength: 10, truncation: "windows" } as const;
  const text = "the world of film and book ".repeat(5);
  const half = await idsOf(text, { ...settings, stride: 4 });
  expect(half).toHaveLength(7);
  for (const stride of [5, 8, 40]) expect(await idsOf(text, { ...settings, stride })).toEqual(half);
  const table: Table = {
    file: "a.csv",
    format: "csv",
    columns: ["text", "label"],
    rows: [[text, "no"]],
  };
  const part = { table, columns: { text: 0, label: 1, notes: [] }, rows: Int32Array.of(0) };
  const notesOf = async (stride: number) =>
    (await classification.encode(part, ["no", "yes"], tokenizer, { ...settings, stride })).notes;
  const [longer] = await notesOf(4);
  const note =
    "stride 40: windows of 10 tokens share at most half of their room, so theirs share 4.";
  expect([await notesOf(4), await notesOf(40)]).toEqual([[longer], [longer, note]]);
});

test("a long pair has no tail", async () => {
  const pair = ["the film ".repeat(9), "good"] as const;
  const settings = { maxLength: 8, truncation: "head-tail" } as const;
  await expect(readLongTexts([pair], tokenizer, settings)).rejects.toMatchObject({
    code: "SETTING_UNFIT",
  });
});

test("a text of 100,000 words is read whole, and its logits are the mean of its windows'", async () => {
  const texts = ["good", `${"film ".repeat(100_000)}good`, "bad"];
  const settings = { maxLength: 512, truncation: "windows", stride: 0 } as const;
  const examples = await textExamples(texts, Int32Array.of(0, 1, 0), tokenizer, settings);
  const own = examples.filter(({ row }) => row === 1);
  expect(own).toHaveLength(Math.ceil(100_001 / 510));
  const tokens = own.flatMap(({ tokenIds }) => tokenizer.tokens(tokenIds).slice(1, -1));
  expect(tokens.length).toBe(100_001);
  expect(tokens.at(-1)).toBe("good");
  expect(own.reduce((sum, { weight = 0 }) => sum + weight, 0)).toBeCloseTo(1, 12);
  const outputs = examples.map((_, place) => Float32Array.of(place, 1));
  expect(Array.from(textLogits(examples, outputs))).toEqual([
    ...[0, 1],
    ...[(1 + own.length) / 2, 1],
    ...[own.length + 1, 1],
  ]);
});
