import { readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const fixtures = join(import.meta.dirname, "../fixtures");

beforeAll(() => cp(join(fixtures, "tiny-pretraining"), place.path("mlm"), { recursive: true }));

const fill = (...words: string[]) =>
  place.berth("predict", "--task", "fill-mask", "--model", "mlm", ...words);

test("a gap is filled: a table for people, the pipeline's objects with --json", async () => {
  const { status, stdout } = await fill("The [MASK] was warm", "--top-k", "2");
  expect(status).toBe(0);
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^text +mask +token +score$/);
  expect(lines[1]).toMatch(/^The \[MASK\] was warm +1 +\S+ +0\.\d{4}$/);
  const json = await fill("The [MASK] was warm", "a [MASK] b [MASK]", "--json");
  const [one, two]: Json = JSON.parse(json.stdout);
  expect(one).toHaveLength(5);
  expect(Object.keys(one[0])).toEqual(["score", "token", "token_str", "sequence"]);
  expect(one[0].sequence).toMatch(/^the .+ was warm$/);
  expect(two).toHaveLength(2);
  expect(two[1][0].sequence).toMatch(/^\[CLS\] a \[MASK\] b.+ \[SEP\]$/);
});

test("a model without the head, and a text without a gap, are told with their code", async () => {
  const none = await place.berth("predict", "--task", "fill-mask", "--model", "bert", "a [MASK]");
  expect(none).toMatchObject({ status: 1, stdout: "" });
  expect(none.stderr).toMatch(/^HEAD_MISSING {2}bert: this model has no masked-language head/);
  const gapless = await fill("nothing hidden");
  expect(gapless).toMatchObject({ status: 1, stdout: "" });
  expect(gapless.stderr).toMatch(/^MASK_MISSING {2}text 1: must hold \[MASK\]/);
});

test("contextual rows are made by the model: other words, same labels, the same by the same seed", async () => {
  const words = ["data", "augment", "train.csv", "--method", "contextual", "--model", "mlm"];
  const { status, stderr } = await place.berth(...words, "--output", "more.jsonl", "--rate", "0.3");
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const rows: Json[] = (await place.read("more.jsonl"))
    .trim()
    .split("\n")
    .map((l) => JSON.parse(l));
  const [made, sources] = [true, false].map((isMade) =>
    rows.filter(({ augmentation }) => (augmentation === "contextual") === isMade),
  ) as [Json[], Json[]];
  expect(sources).toHaveLength(40);
  expect(made.length).toBeGreaterThan(30);
  const vocabulary = readFileSync(join(fixtures, "tiny-pretraining/vocab.txt"), "utf8").split("\n");
  for (const { text, label, augmented_from } of made) {
    const source = sources[augmented_from - 1];
    expect(label).toBe(source.label);
    const before = source.text.match(/[\p{L}'’-]+/gu) ?? [];
    const after = text.match(/[\p{L}'’-]+/gu) ?? [];
    expect(after).toHaveLength(before.length);
    const changed = after.filter((word: string, at: number) => word !== before[at]);
    expect(changed.length).toBeGreaterThan(0);
    const english = changed.filter((word: string) => !/\p{Script=Han}/u.test(word));
    for (const word of english) expect(vocabulary).toContain(word.toLowerCase());
  }
  await place.berth(...words, "--output", "again.jsonl", "--rate", "0.3");
  expect(await place.read("again.jsonl")).toBe(await place.read("more.jsonl"));
});

test("contextual edits and their model come together, and the model must have the head", async () => {
  const augment = (...words: string[]) =>
    place.berth("data", "augment", "train.csv", "--output", "x.csv", ...words);
  for (const [words, message] of [
    [["--methods", "contextual"], /^USAGE {2}--methods contextual: needs a model/],
    [["--model", "mlm", "--methods", "swap"], /^USAGE {2}--model: has a use for contextual/],
    [["--model", "bert"], /^HEAD_MISSING {2}bert: this model has no masked-language head/m],
  ] as const) {
    expect((await augment(...words)).stderr).toMatch(message);
  }
  const finetune = ["finetune", "--train", "train.csv", "--model", "bert", "--output", "run"];
  const missing = await place.berth(...finetune, "--augment", "contextual");
  expect(missing.stderr).toMatch(/USAGE {2}--augment contextual: needs a model/);
  const both = ["--augment", "contextual", "--augment-model", "mlm", "--max-steps", "2"];
  const { status, stderr } = await place.berth(...finetune, ...both);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr).toMatch(/augmentation: [2-4]\d rows made of 3\d training rows/);
  expect(await place.readJson("run/recipe.json")).toMatchObject({ augmentModel: "mlm" });
});
