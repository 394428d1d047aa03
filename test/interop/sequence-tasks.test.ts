import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { AutoModelForSequenceClassification, AutoTokenizer, env } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCardPython, runCardScript } from "./card-programs.js";
import { berth, fixtures, hasPython, python } from "./programs.js";

type Pair = readonly [string, string];

interface Case {
  readonly task: string;
  /** Of the encoder. */
  readonly family: string;
  readonly header: string;
  /** Cells of the i-th row. */
  readonly cells: (row: number) => readonly string[];
  readonly inputs: readonly string[] | readonly Pair[] | readonly (readonly Pair[])[];
  /** Words for `berth predict`. */
  readonly words: readonly string[];
}

const things = ["soup", "room", "bread", "guide", "station"];
const kinds = ["good", "bad", "warm"];
const thing = (row: number): string => things[row % things.length] ?? "";
const kind = (row: number): string => kinds[row % kinds.length] ?? "";
const first = (row: number): string => `the ${thing(row)} was ${kind(row)}, to be honest`;
const second = (row: number): string => `our ${thing(row * 2)} is ${kind(row * 2)}`;
const rows = [0, 1, 2, 3, 4, 5];
const pairs = rows.map((row): Pair => [first(row), second(row)]);
const choices = ["after one day", "near the station"];

const cases: readonly Case[] = [
  {
    task: "pair",
    family: "bert",
    header: "sentence1\tsentence2\tlabel",
    cells: (row) => [first(row), second(row), kind(row) === kind(row * 2) ? "yes" : "no"],
    inputs: pairs,
    words: pairs.flat(),
  },
  {
    task: "regression",
    family: "bert",
    header: "sentence1\tsentence2\tscore",
    cells: (row) => [first(row), second(row), String((row % 9) / 2)],
    inputs: pairs,
    words: pairs.flat(),
  },
  {
    task: "multi-label",
    family: "bert",
    header: "text\tlabels",
    cells: (row) => [first(row), row % 4 === 0 ? "good,bad" : kind(row)],
    inputs: rows.map(first),
    words: rows.map(first),
  },
  // Heads for choices differ between the families.
  ...["bert", "roberta", "electra"].map(
    (family): Case => ({
      task: "multiple-choice",
      family,
      header: "sent1\tending0\tending1\tlabel",
      cells: (row) => [first(row), ...choices, String(row % 2)],
      inputs: [choices.map((choice): Pair => [first(1), choice])],
      words: [first(1), ...choices],
    }),
  ),
];

describe.each(cases)("a model of the task $task ($family)", (one) => {
  const { task, family, header, cells, inputs, words } = one;
  let parent = "";
  let directory = "";
  let ours: number[][] = [];

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "berth-interop-"));
    directory = join(parent, "model");
    const table = Array.from({ length: 40 }, (_, row) => cells(row).join("\t"));
    const file = join(parent, "data.tsv");
    await writeFile(file, `${header}\n${table.join("\n")}\n`);
    const names = ["--model", join(fixtures, `tiny-${family}`), "--output", directory, "--quiet"];
    const settings = ["--max-steps", "20", "--learning-rate", "1e-3", "--task", task];
    await berth("finetune", "--train", file, "--validation", file, ...names, ...settings);
    const flags = ["--scores", "logits", "--top-k", "99", "--json"];
    const scores = JSON.parse(await berth("predict", "--model", directory, ...words, ...flags));
    ours = scores.map((one: { label: string; score: number }[]) =>
      [...one].sort((a, b) => (a.label < b.label ? -1 : 1)).map(({ score }) => score),
    );
  });
  afterAll(() => rm(parent, { recursive: true }));

  const expectEqual = (theirs: readonly (readonly number[])[]): void => {
    expect(theirs).toHaveLength(ours.length);
    for (const [row, logits] of theirs.entries()) {
      for (const [label, logit] of logits.entries()) {
        const difference = Math.abs((ours[row]?.[label] ?? Number.NaN) - logit);
        expect(difference, `row ${row}, label ${label}`).toBeLessThan(1e-4);
      }
    }
  };

  test.skipIf(!hasPython)(
    "loads in transformers with every weight, and gives Berth's logits",
    async () => {
      const file = join(parent, "inputs.json");
      await writeFile(file, JSON.stringify(inputs));
      const { logits, ...loaded } = (await python("check_saved_task.py", directory, file)) as {
        readonly logits: number[][];
      };
      expect(loaded).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
      expectEqual(logits);
    },
  );

  test("gives the same logits in transformers.js, which knows no class for choices", async () => {
    env.allowRemoteModels = false;
    env.localModelPath = tmpdir();
    const name = relative(tmpdir(), directory);
    const flat: (string | Pair)[] = [];
    for (const input of inputs) {
      const isQuestion = Array.isArray(input[0]);
      flat.push(...(isQuestion ? (input as readonly Pair[]) : [input as string | Pair]));
    }
    const texts = flat.map((input) => (typeof input === "string" ? input : input[0]));
    const seconds = flat.flatMap((input) => (typeof input === "string" ? [] : [input[1]]));
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const model = await AutoModelForSequenceClassification.from_pretrained(name, { dtype: "fp32" });
    const more = seconds.length > 0 ? { text_pair: seconds } : {};
    const batch = tokenizer(texts, { ...more, padding: true, truncation: true });
    const { logits } = await model(batch);
    const values: number[][] = logits.tolist();
    expectEqual(task === "multiple-choice" ? [values.flat()] : values);
    await model.dispose();
  });

  test.skipIf(!hasPython)("has a card whose lines of Python run", () => runCardPython(directory));

  test("has a card whose lines of JavaScript run", () => runCardScript(directory));
});
