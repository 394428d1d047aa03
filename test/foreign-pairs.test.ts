import { writeFile } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test } from "vitest";
import { run } from "../src/cli/run.js";
import { loadModel } from "../src/prediction/index.js";
import { writeForeignModel } from "./foreign-model.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
const pairs = [
  ["the soup was warm", "our guide is a very lovely day to be honest"],
  ["a bad day", "the room was good, to be honest"],
] as const;
const names = ["yes", "no"];
let together: unknown;
let alone: unknown;

beforeAll(async () => {
  const keys = { id2label: { 0: "yes", 1: "no" } };
  const head = { architecture: "BertForSequenceClassification", outputs: 2, keys };
  for (const name of ["foreign", "single"]) await writeForeignModel(folder(name), head);
  await writeForeignModel(folder("ner"), { ...head, architecture: "BertForTokenClassification" });
  // What a run of Berth leaves beside its model.
  await writeFile(folder("single", "recipe.json"), "{}");
  const table = (columns: string): string => {
    const rows = pairs.map((pair, row) => [...pair, names[row]].join("\t"));
    return `${columns}\n${rows.join("\n")}\n`;
  };
  await writeFile(folder("pairs.tsv"), table("sentence1\tsentence2\tlabel"));
  await writeFile(folder("others.tsv"), table("left\tright\tlabel"));
  const model = await loadModel(folder("foreign"), { threads: 1 });
  together = await model.predict(pairs);
  alone = await model.predict(pairs.map(([, second]) => second));
  expect(together).not.toEqual(alone);
  await model.close();
});

/** Runs a command on a model; words that are files of this test are found in its folder. */
async function berth(stdin: string, command: string, model: string, ...words: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: Readable.from([stdin]), stdout, stderr, env: {} };
  const all = words.map((word) => (word.endsWith(".tsv") ? folder(word) : word));
  const machine = ["--model", folder(model), "--threads", "1", "--json"];
  const status = await run([command, ...machine, ...all], streams);
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}

const lines = pairs.map((pair) => `${pair.join("\t")}\n`).join("");

test.each([
  { name: "words", words: ["--task", "pair", ...pairs.flat()] },
  { name: "stdin", words: ["--task", "pair"], stdin: lines },
  { name: "a file", words: ["--task", "pair", "--data", "pairs.tsv"] },
  { name: "its columns", words: ["--data", "pairs.tsv", "--text-pair-column", "sentence2"] },
  {
    name: "other columns",
    words: ["--data", "others.tsv", "--text-column", "left", "--text-pair-column", "right"],
  },
])("a model that does not tell what it reads is given pairs as $name", async ({ words, stdin }) => {
  const { status, stdout, stderr } = await berth(stdin ?? "", "predict", "foreign", ...words);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  expect(JSON.parse(stdout)).toEqual(together);
});

test("one text of two is read where nothing asks for both, and a note says how", async () => {
  const note = '--text-pair-column "sentence2" reads both together';
  const { stdout, stderr } = await berth("", "predict", "foreign", "--data", "pairs.tsv");
  expect(JSON.parse(stdout)).toEqual(alone);
  expect(stderr).toContain(
    `only column "sentence2" of "sentence1" and "sentence2" is read; --text-column "sentence1" ${note}`,
  );
  const scored = await berth("", "evaluate", "foreign", "--data", "pairs.tsv");
  expect(scored.stderr).toContain(note);
  const own = await berth("", "predict", "single", "--data", "pairs.tsv");
  expect(own.stderr).not.toContain(note);
});

test("pairs are explained together", async () => {
  const words = ["--task", "pair", ...pairs[0], "--explain", "attribution"];
  const { stdout } = await berth("", "predict", "foreign", ...words);
  expect(JSON.parse(stdout)).toMatchObject([{ text: pairs[0] }]);
});

test("pairs are scored together", async () => {
  const data = ["--data", "pairs.tsv", "--text-pair-column", "sentence2"];
  const { stdout, stderr } = await berth("", "evaluate", "foreign", ...data);
  expect(stderr).toContain('column "sentence1" is taken for the text');
  const scores = together as { label: string; score: number }[][];
  const losses = scores.map((own, row) => {
    return -Math.log(own.find(({ label }) => label === names[row])?.score ?? 0);
  });
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  expect(JSON.parse(stdout).metrics.eval_loss).toBeCloseTo(mean, 5);
});

test.each([
  ["predict", "single", "--task", "pair", "a", "b"],
  ["predict", "single", "--data", "pairs.tsv", "--text-pair-column", "sentence2"],
  ["evaluate", "single", "--data", "pairs.tsv", "--text-pair-column", "sentence2"],
  ["predict", "ner", "--task", "pair", "a", "b"],
  ["predict", "ner", "--task", "pair", "a", "b", "--explain", "attention"],
  ["predict", "ner", "--data", "pairs.tsv", "--text-pair-column", "sentence2"],
  ["predict", "foreign", "--task", "fill-mask", "--text-pair-column", "b", "a [MASK]"],
])("pairs are refused where a model reads single texts: %s %s %s %s", async (...words) => {
  const [command = "", model = "", ...flags] = words;
  const { status, stderr } = await berth("", command, model, ...flags);
  const flag = flags.includes("pair") ? "--task pair" : "--text-pair-column";
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringContaining(`USAGE  ${flag}: `),
  });
});
