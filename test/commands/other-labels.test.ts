import { cp } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { unreachable } from "../../src/base/index.js";
import { readSafetensors } from "../../src/directory/index.js";
import { type Outcome, workplace } from "./workplace.js";

const place = workplace();
// Steps that change nothing: what is saved is what the run began with.
const still = [
  "--max-steps",
  "1",
  "--learning-rate",
  "1e-30",
  "--weight-decay",
  "0",
  "--threads",
  "1",
];

const learning = ["--max-steps", "10", "--learning-rate", "1e-3"];

const weightsOf = async (run: string) =>
  (await readSafetensors(place.path(run, "model.safetensors"))).tensors;

const finetune = (
  model: string,
  train: string,
  output: string,
  ...more: string[]
): Promise<Outcome> =>
  place.berth("finetune", "--model", model, "--train", train, "--output", output, ...more);

/** Names of the tensors that two runs share, with equal or with other values. */
async function compared(one: string, other: string) {
  const [first, second] = [await weightsOf(one), await weightsOf(other)];
  const shared = [...first.keys()].filter((name) => second.has(name));
  const bytes = (tensors: typeof first, name: string) => {
    const { buffer, byteOffset, byteLength } = (tensors.get(name) ?? unreachable(name))
      .data as Float32Array;
    return Buffer.from(buffer, byteOffset, byteLength);
  };
  const isEqual = (name: string) => bytes(first, name).equals(bytes(second, name));
  return { equal: shared.filter(isEqual), other: shared.filter((name) => !isEqual(name)) };
}

beforeAll(async () => {
  expect((await finetune("bert", "train.csv", "first", ...learning)).status).toBe(0);
});

test("a run for other labels replaces a head that fits by its shape, and says so", async () => {
  const names = { negative: "poor", neutral: "so-so", positive: "grand" };
  const rows = await place.read("train.csv");
  const renamed = rows.replace(
    /(negative|neutral|positive)$/gm,
    (name) => names[name as keyof typeof names],
  );
  await place.write("other.csv", renamed);
  const { status, stderr } = await finetune("first", "other.csv", "second", ...still);
  expect(status).toBe(0);
  expect(stderr).toContain(
    "\n  first: its head was trained for negative, neutral, positive; it is replaced by a new one for grand, poor, so-so\n",
  );
  const { equal, other } = await compared("first", "second");
  expect(other).toEqual(["classifier.bias", "classifier.weight"]);
  expect(equal.some((name) => name.startsWith("bert.encoder."))).toBe(true);
  // Drawn anew, as for a model that never had a head: small numbers, and no bias.
  const fresh = (await weightsOf("second")).get("classifier.weight")?.data as Float32Array;
  expect(Math.max(...fresh.map(Math.abs))).toBeLessThan(0.1);
  expect((await place.readJson("second/config.json")).id2label).toEqual({
    0: "grand",
    1: "poor",
    2: "so-so",
  });
});

test("a run for the same labels keeps the head", async () => {
  const { status, stderr } = await finetune("first", "train.csv", "again", ...still);
  expect(status).toBe(0);
  expect(stderr).not.toContain("its head was trained for");
  expect((await compared("first", "again")).other).toEqual([]);
});

test("a head that read other columns beside the text is replaced too, one that read these stays", async () => {
  const rows = (await place.read("train.csv")).trimEnd().split("\n");
  const told = rows.map(
    (row, index) => `${row},${index === 0 ? "age,price" : `${index % 7},${index % 5}`}`,
  );
  await place.write("columns.csv", `${told.join("\n")}\n`);
  const run = (model: string, output: string, column: string, words = still) =>
    finetune(model, "columns.csv", output, ...words, "--feature-columns", column);
  expect((await run("first", "aged", "age", learning)).status).toBe(0);
  expect((await run("aged", "priced", "price")).stderr).toContain(
    "aged: its head was trained with the columns age, or other values of them; it is replaced",
  );
  expect((await compared("aged", "priced")).other).toContain("classifier.weight");
  expect((await run("aged", "still-aged", "age")).stderr).not.toContain("its head was trained");
  expect((await compared("aged", "still-aged")).other).toEqual([]);
});

test("a run that finds entities replaces the head of one that labels texts, and says so", async () => {
  const sentence = "Ada B-PER\nlives O\nin O\nParis B-LOC\n\nthe O\nsoup O\n\n";
  await place.write("tags.conll", sentence.repeat(8));
  const { status, stderr } = await finetune("first", "tags.conll", "tagger", ...still);
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /\n {2}first: its head was trained for negative, neutral, positive; it is replaced by a new one for [^\n]*B-LOC/,
  );
  const { equal, other } = await compared("first", "tagger");
  expect(other.filter((name) => !name.startsWith("classifier."))).toEqual([]);
  expect(equal.some((name) => name.startsWith("bert.encoder."))).toBe(true);
  const words = ["predict", "--model", "tagger", "Ada lives in Paris", "--json"];
  expect(await place.berth(...words)).toMatchObject({ status: 0 });
});

test.each([
  [
    ["--llrd", "0.9"],
    "LAYERS_SHARED  --llrd 0.9: the 3 layers of albert share 1 set of weights, which can have no rate of their own by layer. Leave --llrd out.\n",
  ],
  [
    ["--reinit-layers", "1"],
    "LAYERS_SHARED  --reinit-layers 1: the 3 layers of albert share 1 set of weights, so the last ones cannot be drawn anew without the first ones. Leave --reinit-layers out.\n",
  ],
])("layers that share their weights refuse %j", async (words, stderr) => {
  const fixture = join(import.meta.dirname, "../fixtures/tiny-albert");
  await cp(fixture, place.path("albert"), { recursive: true });
  expect(await finetune("albert", "train.csv", "shared", ...words)).toMatchObject({
    status: 2,
    stderr,
  });
});
