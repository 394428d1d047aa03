import { expect, test } from "vitest";
import { tinyBert } from "../../../test/tiny-bert.js";
import type { FormatName, Table } from "../../records/index.js";
import { loadTokenizer } from "../../tokenizer/index.js";
import { ner } from "./ner.js";
import { labelsOfTypes } from "./tags.js";

const tokenizer = await loadTokenizer(tinyBert);
const labels = labelsOfTypes(["PER"]);

const encoded = (format: FormatName, cells: readonly (string | null)[], text = "our guide") =>
  encodedRows(
    format,
    cells.map((cell) => [text, cell]),
  );

async function encodedRows(format: FormatName, rows: Table["rows"], stride?: number) {
  const table: Table = { file: `a.${format}`, format, columns: ["text", "spans"], rows };
  const part = {
    table,
    columns: { text: 0, label: 1, notes: [] },
    rows: Int32Array.from(rows.keys()),
  };
  return ner.encode(part, labels, tokenizer, { maxLength: 32, stride });
}

test("rows that nobody annotated are left out and counted, and the others keep their places", async () => {
  const read = await encoded("label-studio", [null, '[[4,9,"PER"]]', null, "[]"]);
  const { examples, references, notes } = read;
  expect(examples.map(({ row }) => row)).toEqual([1, 3]);
  expect(notes).toEqual([
    "a.label-studio: 2 rows without spans, which nobody annotated, are left out.",
  ]);
  const outputs = examples.map(({ tokenIds }) => new Float32Array(tokenIds.length * labels.length));
  const told = ner.evaluated({ examples, references, notes, outputs, labels });
  expect(told.map(({ index, truth }) => [index, truth])).toEqual([
    [1, "guide (PER)"],
    [3, ""],
  ]);
});

test("an empty cell of a text table marks nothing", async () => {
  const { examples, notes } = await encoded("csv", [null, '[[4,9,"PER"]]']);
  expect([examples.length, notes]).toEqual([2, []]);
});

/** A row for each thing that is counted of entities, and a long one. */
const faults: Table["rows"] = [
  ["our guide", '[[0,9,"PER"],[4,9,"PER"]]'],
  ["our guide", '[[4,7,"PER"]]'],
  ["our \u200f guide", '[[4,5,"PER"]]'],
  [" ", "[]"],
  ["soup ".repeat(50), '[[0,4,"PER"]]'],
];

test("what cannot be taught as it is marked is counted, one and many", async () => {
  const once = await encodedRows("csv", faults);
  expect(once.notes).toEqual([
    "a.csv: 1 span overlaps a longer one and is left out: a word has one label.",
    "a.csv: 1 entity begins or ends inside a word; the whole word is taught.",
    "a.csv: 1 entity has no word of its own and cannot be taught.",
    "a.csv: 1 row has no words; nothing is learnt from it.",
    "a.csv: 1 text is longer than 32 tokens and read in overlapping windows, 5 in all.",
  ]);
  const twice = await encodedRows("csv", [...faults, ...faults]);
  expect(twice.notes).toEqual([
    "a.csv: 2 spans overlap a longer one and are left out: a word has one label.",
    "a.csv: 2 entities begin or end inside a word; the whole word is taught.",
    "a.csv: 2 entities have no word of their own and cannot be taught.",
    "a.csv: 2 rows have no words; nothing is learnt from them.",
    "a.csv: 2 texts are longer than 32 tokens and read in overlapping windows, 10 in all.",
  ]);
});

test.each([40, 30, 16])(
  "windows that would share %d of 30 tokens share half, and it is said",
  async (stride) => {
    const rows = [["soup ".repeat(100), "[]"]];
    const half = await encodedRows("csv", rows, 15);
    const held = await encodedRows("csv", rows, stride);
    expect(half.examples).toHaveLength(6);
    expect(held.examples).toEqual(half.examples);
    const note = `stride ${stride}: windows of 32 tokens share at most half of their room, so theirs share 15.`;
    expect(held.notes).toEqual([...half.notes, note]);
    // A text that fits is in one window, which shares nothing.
    expect((await encodedRows("csv", [["soup", "[]"]], stride)).notes).toEqual([]);
  },
);

test("texts without words have no loss, and 0 of 0 right", async () => {
  const { examples, references, notes } = await encoded("csv", ["[]", "[]"], " ");
  const outputs = { examples, references, notes, outputs: [], labels };
  const scores = ner.score(outputs, { batchSize: 2 });
  expect(scores).not.toHaveProperty("loss");
  expect(scores).not.toHaveProperty("loss_batch_mean");
  expect(Object.values({ ...scores, ...ner.baseline(outputs) })).toEqual(Array(8).fill(0));
});

test("spans of nothing but spaces are left out and counted", async () => {
  const cells = ['[[3,4,"PER"],[4,9,"PER"]]', '[[3,4,"PER"]]', '[[3,9,"PER"]]'];
  const { references, notes } = await encoded("csv", cells);
  expect(references.map(({ entities }) => entities.length)).toEqual([1, 0, 1]);
  expect(notes).toEqual(["a.csv: 2 spans mark nothing but spaces and are left out."]);
  expect((await encoded("csv", cells.slice(0, 1))).notes).toEqual([
    "a.csv: 1 span marks nothing but spaces and is left out.",
  ]);
});

test("rows of which nobody annotated one cannot be scored", async () => {
  await expect(encoded("cluener", [null, null])).rejects.toMatchObject({
    code: "ENTITIES_MISSING",
  });
});

const noScores = { transitions: 9, start_transitions: 3, end_transitions: 3 };
const untrainedCrf = Object.fromEntries(
  Object.entries(noScores).map(([name, size]) => [`crf.${name}`, new Float32Array(size)]),
);

test.each([
  ["linear", {}],
  ["crf", untrainedCrf],
])("100,000 words of a document are read and decoded in windows, head %s", async (_, weights) => {
  const words = Array.from({ length: 100_000 }, (_, word) => (word % 997 === 0 ? "guide" : "soup"));
  const text = words.join(" ");
  const spans = Array.from(text.matchAll(/guide/g), ({ index }) => [index, index + 5, "PER"]);
  const rows = [
    ["our guide", '[[4,9,"PER"]]', "1"],
    [text, JSON.stringify(spans), "1"],
    ["our guide is near", '[[0,9,"PER"]]', "1"],
  ];
  const table: Table = {
    file: "a.csv",
    format: "csv",
    columns: ["text", "spans", "document"],
    rows,
  };
  const columns = { text: 0, label: 1, more: { document: 2 }, notes: [] };
  const part = { table, columns, rows: Int32Array.of(0, 1, 2) };
  const settings = { maxLength: 64, documentContext: true };
  const read = await ner.encode(part, labels, tokenizer, settings);
  expect(read.references[2]?.windows[0]?.skipped).toBeGreaterThan(1);
  const windows = read.references.flatMap(({ labels: truth, windows: own }) =>
    own.map((window) => ({ truth, ...window })),
  );
  expect(windows.length).toBe(read.examples.length);
  // A model that says the true label of every token of each window, and nothing of its neighbours.
  const outputs = windows.map(({ truth, first, count, skipped }, place) => {
    const length = read.examples[place]?.tokenIds.length ?? 0;
    const logits = new Float32Array(length * labels.length);
    for (let token = 0; token < count; token++) {
      logits[(skipped + token) * labels.length + (truth?.[first + token] ?? 0)] = 9;
    }
    return logits;
  });
  const told = ner.evaluated({ ...read, outputs, labels, weights });
  expect(told.map(({ prediction }) => prediction)).toEqual(told.map(({ truth }) => truth));
  expect(told[1]?.truth.split("; ")).toHaveLength(101);
});

test("always answering O is scored by words, whatever tokens are labelled", async () => {
  const rows = [["our guidez", '[[4,10,"PER"]]']];
  const table: Table = { file: "a.csv", format: "csv", columns: ["text", "spans"], rows };
  const part = { table, columns: { text: 0, label: 1, notes: [] }, rows: Int32Array.of(0) };
  const [first, all] = await Promise.all(
    [false, true].map(async (labelAllTokens) => {
      const read = await ner.encode(part, labels, tokenizer, { maxLength: 32, labelAllTokens });
      const outputs = read.examples.map(
        ({ tokenIds }) => new Float32Array(tokenIds.length * labels.length),
      );
      const tokens = read.references.flatMap((reference) => Array.from(reference.labels ?? []));
      return {
        labelled: tokens.filter((label) => label >= 0).length,
        scores: ner.baseline({ ...read, outputs, labels }),
      };
    }),
  );
  expect(first).toEqual({ labelled: 2, scores: { outside_accuracy: 0.5 } });
  expect(all?.labelled).toBeGreaterThan(2);
  expect(all?.scores).toEqual({ outside_accuracy: 0.5 });
});

test("a second text column is told to have no effect", () => {
  const rows = [["our guide", '[[4,9,"PER"]]', "x"]];
  const table: Table = { file: "a.csv", format: "csv", columns: ["text", "spans", "other"], rows };
  const names = { textColumn: "text", labelColumn: "spans" };
  expect(ner.chooseColumns(table, names).notes).toEqual([]);
  expect(ner.chooseColumns(table, { ...names, textPairColumn: "other" }).notes).toEqual([
    "--text-pair-column has no effect: entities are found in one text a row",
  ]);
});
