import { expect, test } from "vitest";
import fixture from "../../test/fixtures/quantile-bins.json" with { type: "json" };
import { randomStream } from "../base/index.js";
import type { Table } from "../records/index.js";
import { multiLabel, ner, pair, questionAnswering, regression, type Task } from "../tasks/index.js";
import { quantileBins } from "../tasks/quantile-bins.js";
import { validationSplit } from "./validation-split.js";

const columns = { text: 0, label: 1, notes: [] };
const questionColumns = { text: 0, label: 2, more: { context: 1 }, notes: [] };
const tableOf = (labels: readonly string[]): Table => ({
  file: "rows.jsonl",
  format: "jsonl",
  columns: ["text", "labels"],
  rows: labels.map((label, row) => [`text ${row}`, label]),
});
const split = (task: Task, table: Table, share: number, seed = 42) =>
  validationSplit({ task, table, columns }, {}, { validationSplit: share, seed });

/** Rows with one to three of ten labels, the last of them rare. */
function labelSets(count: number): string[][] {
  const random = randomStream(3, "label sets");
  return Array.from({ length: count }, () => {
    const size = 1 + Math.floor(random.nextUniform() ** 2 * 3);
    return [
      ...new Set(
        Array.from({ length: size }, () => `l${Math.floor(10 * random.nextUniform() ** 2)}`),
      ),
    ];
  });
}

const held = (rows: Int32Array, sets: readonly (readonly string[])[], label: string): number =>
  rows.filter((row) => sets[row]?.includes(label)).length;

test.each([
  [400, 0.1],
  [1000, 0.25],
  [57, 0.2],
])(
  "of %i rows with label sets, %d of every label are in validation, within a row",
  async (count, share) => {
    const sets = labelSets(count);
    const table = tableOf(sets.map((labels) => JSON.stringify(labels)));
    const { train, validation, note } = await split(multiLabel as Task, table, share);
    const size = Math.round(count * share);
    expect([train.length, validation.length]).toEqual([count - size, size]);
    expect(new Set([...train, ...validation]).size).toBe(count);
    expect(note).toBe(`validation: ${size} rows, stratified by label sets of labels`);
    for (const label of new Set(sets.flat())) {
      const total = sets.filter((labels) => labels.includes(label)).length;
      const wanted = (total * size) / count;
      // Rows have several labels, so that not all can come out even at once.
      expect(Math.abs(held(validation, sets, label) - wanted)).toBeLessThan(2);
      expect(held(train, sets, label)).toBeGreaterThan(0);
    }
  },
);

test.each(fixture.splits)(
  "numbers are split by ten bins as scikit-learn splits them by NumPy's, within a row",
  async ({ numbers, train: trainHeld, validation: validationHeld }) => {
    const share = Object.values(validationHeld).reduce((sum, rows) => sum + rows, 0);
    const table = tableOf(numbers.map(String));
    const found = await split(regression as Task, table, share / numbers.length);
    const bins = quantileBins(numbers, 10);
    const count = new Set(bins).size;
    expect(found.note).toBe(
      `validation: ${share} rows, stratified by ${count} quantile bins of labels`,
    );
    for (const [rows, expected] of [
      [found.train, trainHeld],
      [found.validation, validationHeld],
    ] as const) {
      for (const [bin, wanted] of Object.entries(expected)) {
        const inBin = rows.filter((row) => bins[row] === Number(bin)).length;
        expect(Math.abs(inBin - wanted)).toBeLessThanOrEqual(1);
      }
    }
  },
);

test.each([
  ["label sets", multiLabel as Task, labelSets(80).map((labels) => labels.join("|"))],
  ["numbers", regression as Task, Array.from({ length: 80 }, (_, row) => String((row * 37) % 80))],
])("a split by %s is the seed's, whatever the order of the rows", async (_, task, labels) => {
  const table = tableOf(labels);
  const textsOf = async (rows: Table["rows"], seed: number): Promise<unknown[]> => {
    const { validation } = await split(task, { ...table, rows }, 0.2, seed);
    return Array.from(validation, (row) => rows[row]?.[0]).sort();
  };
  const first = await textsOf(table.rows, 1);
  expect(await textsOf([...table.rows].reverse(), 1)).toEqual(first);
  expect(await textsOf(table.rows, 2)).not.toEqual(first);
});

test("too few rows for two parts are refused", async () => {
  await expect(split(regression as Task, tableOf(["0.5"]), 0.1)).rejects.toMatchObject({
    code: "CLASS_TOO_SMALL",
    message:
      "rows.jsonl: a split needs a row for each part; there is 1. Add rows, or give a validation file.",
  });
});

test("a rare label of single-label sets stays in training", async () => {
  const common = Array.from({ length: 80 }, (_, row) => `["c${row % 8}"]`);
  const rare = Array.from({ length: 20 }, (_, row) => `["r${row}"]`);
  const labels = [...common, ...rare];
  for (let seed = 0; seed < 10; seed++) {
    const { train, validation, note } = await split(multiLabel as Task, tableOf(labels), 0.1, seed);
    const learnt = new Set(Array.from(train, (row) => labels[row]));
    expect(learnt.size).toBe(28);
    expect(train.length + validation.length).toBe(100);
    expect(note).toContain(`validation: ${validation.length} rows`);
  }
});

test("near-duplicates of pairs are looked for in both texts, of questions in their contexts", async () => {
  const long = (name: string): string => `${name} was said at length on the day of ${name} here`;
  const rows = Array.from({ length: 40 }, (_, at) => [
    [long(`first${at}`), long(`second${at}`), at % 2 ? "yes" : "no"],
    [long(`second${at}`), long(`first${at}`), at % 2 ? "no" : "yes"],
  ]).flat();
  const names = ["sentence1", "sentence2", "label"];
  const table: Table = { file: "pairs.csv", format: "csv", columns: names, rows };
  const columns = { text: 0, label: 2, more: { pair: 1 }, notes: [] };
  const { train, validation } = await validationSplit(
    { task: pair as Task, table, columns },
    { groupBy: "near-duplicates" },
    { validationSplit: 0.25, seed: 1 },
  );
  const pairs = (places: Int32Array) => new Set(Array.from(places, (row) => Math.floor(row / 2)));
  expect(validation.length).toBe(20);
  expect([...pairs(train)].filter((at) => pairs(validation).has(at))).toEqual([]);

  const questions: Table = {
    file: "squad.json",
    format: "squad",
    columns: ["question", "context", "answers"],
    rows: Array.from({ length: 60 }, (_, at) => [
      `${long(`question${at}`)}?`,
      long(`context${at % 20}`),
      "[]",
    ]),
  };
  const asked = await validationSplit(
    { task: questionAnswering as Task, table: questions, columns: questionColumns },
    { groupBy: "near-duplicates" },
    { validationSplit: 0.2, seed: 1 },
  );
  const contexts = (places: Int32Array) => new Set(Array.from(places, (row) => row % 20));
  expect([...contexts(asked.train)].filter((at) => contexts(asked.validation).has(at))).toEqual([]);
});

test("near-duplicates of words are those of the texts that they make", async () => {
  const words = (at: number) => [`name${at}`, "lives", `near the hill ${at}`];
  const table: Table = {
    file: "train.jsonl",
    format: "jsonl",
    columns: ["tokens", "tags"],
    rows: Array.from({ length: 80 }, (_, at) => {
      const list = words(Math.floor(at / 2) ** 3);
      return [at % 2 === 0 ? JSON.stringify(list) : `['${list.join("',   '")}']`, '["O","O","O"]'];
    }),
  };
  const { train, validation } = await validationSplit(
    {
      task: ner as Task,
      table,
      columns: { text: 0, label: 1, more: { words: 0 }, notes: [] },
    },
    { groupBy: "near-duplicates" },
    { validationSplit: 0.2, seed: 1 },
  );
  const pairs = (places: Int32Array) => new Set(Array.from(places, (row) => row >> 1));
  expect([...pairs(train)].filter((at) => pairs(validation).has(at))).toEqual([]);
  expect(validation.length).toBeGreaterThan(0);
});

test("documents whose texts are read together stay on one side", async () => {
  const table: Table = {
    file: "train.conll",
    format: "conll",
    columns: ["document", "tokens", "tags"],
    rows: Array.from({ length: 60 }, (_, at) => [`${Math.floor(at / 6)}`, `["w${at}"]`, `["O"]`]),
  };
  const columns = { text: 1, label: 2, more: { words: 1, document: 0 }, notes: [] };
  const of = (documentContext: boolean) =>
    validationSplit(
      { task: ner as Task, table, columns },
      { documentContext },
      { validationSplit: 0.2, seed: 1 },
    );
  const documents = (places: Int32Array) =>
    new Set(Array.from(places, (row) => Math.floor(row / 6)));
  const shared = ({ train, validation }: { train: Int32Array; validation: Int32Array }) =>
    [...documents(train)].filter((at) => documents(validation).has(at)).length;
  expect(shared(await of(true))).toBe(0);
  expect(shared(await of(false))).toBeGreaterThan(0);
});

const annotated = (marked: readonly number[], count: number, authors = 1): Table => ({
  file: "a.json",
  format: "label-studio",
  columns: ["text", "spans", "author"],
  rows: Array.from({ length: count }, (_, row) => [
    `text ${row}`,
    marked.includes(row) ? '[[0,4,"WORD"]]' : null,
    `author ${row % authors}`,
  ]),
});

test("of rows that few annotated, validation has its share of those", async () => {
  const marked = [3, 40, 41, 90, 120, 150, 177, 180, 181, 199];
  const { train, validation } = await split(ner as Task, annotated(marked, 200), 0.2);
  expect(validation.length).toBe(2);
  expect(marked).toEqual(expect.arrayContaining([...validation]));
  const all = Array.from({ length: 200 }, (_, row) => row);
  expect([...train, ...validation].sort((a, b) => a - b)).toEqual(all);
});

test("rows that nobody annotated stay on the side of their group", async () => {
  const table = annotated([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 40, 10);
  const { train, validation } = await validationSplit(
    { task: ner as Task, table, columns },
    { groupBy: "author" },
    { validationSplit: 0.2, seed: 42 },
  );
  const authors = (rows: Int32Array) => new Set(Array.from(rows, (row) => row % 10));
  expect([authors(validation).size, authors(train).size]).toEqual([2, 8]);
  expect(train.length + validation.length).toBe(40);
});

test("one annotated row is too few to share out", async () => {
  await expect(split(ner as Task, annotated([3], 200), 0.2)).rejects.toMatchObject({
    code: "CLASS_TOO_SMALL",
    message:
      "a.json: a split needs a row for each part; there is 1 that somebody labelled, of 200. Label rows, or give a validation file.",
  });
});

const questionsAbout = (contexts: readonly string[]): Table => ({
  file: "squad.json",
  format: "squad",
  columns: ["question", "context", "answers"],
  rows: contexts.map((context, at) => [`question ${at}?`, context, "[]"]),
});
const splitQuestions = (contexts: readonly string[], share: number) =>
  validationSplit(
    { task: questionAnswering as Task, table: questionsAbout(contexts), columns: questionColumns },
    {},
    { validationSplit: share, seed: 42 },
  );

test("of few rows in groups one group at least is for validation", async () => {
  const { train, validation } = await splitQuestions(["one", "two", "three", "four"], 0.1);
  expect([train.length, validation.length]).toEqual([3, 1]);
  await expect(splitQuestions(["one"], 0.1)).rejects.toMatchObject({ code: "CLASS_TOO_SMALL" });
});

test("rows that are one group are refused with what to do", async () => {
  await expect(splitQuestions(Array(30).fill("one"), 0.1)).rejects.toMatchObject({
    code: "GROUPS_TOO_FEW",
    message:
      "squad.json: all 30 rows are one group (rows that belong together in qa), and a group is never divided between training and validation. Give a validation file, or rows of more groups.",
  });
});

test("a group of a column and one of the task's own are not one for having the same name", async () => {
  const table: Table = {
    file: "a.jsonl",
    format: "jsonl",
    columns: ["tokens", "tags", "document", "speaker"],
    // Every speaker has two documents; numbers of documents are those of other speakers.
    rows: Array.from({ length: 40 }, (_, at) => [
      '["a"]',
      '["O"]',
      `${Math.floor(at / 2)}`,
      `${Math.floor(at / 4)}`,
    ]),
  };
  const { train, validation } = await validationSplit(
    {
      task: ner as Task,
      table,
      columns: { text: 0, label: 1, more: { words: 0, document: 2 }, notes: [] },
    },
    { groupBy: "speaker", documentContext: true },
    { validationSplit: 0.2, seed: 42 },
  );
  expect([train.length, validation.length]).toEqual([32, 8]);
});
