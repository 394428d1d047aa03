import { expect, test } from "vitest";
import type { Table } from "../records/index.js";
import {
  chooseColumns,
  choosePairTextColumns,
  chooseTextColumn,
  entityTextColumn,
  unreadPairNote,
} from "./index.js";

function table(columns: string[], rows: string[][] = []): Table {
  return { file: "data.csv", format: "csv", columns, rows };
}

/** Names of the chosen columns. */
function chosen(from: Table, names = {}): string[] {
  const { text, label } = chooseColumns(from, names);
  return [from.columns[text] ?? "", from.columns[label] ?? ""];
}

// The first lines of data sets that people have.
test.each([
  ["id,candidate,relevant_yn,sentiment,sentiment_confidence,name,text", "text", "sentiment"],
  ["coarse,fine,text", "text", "coarse"],
  ["sentence,label", "sentence", "label"],
  ["label,text_a", "text_a", "label"],
  ["Id,Title,Review,Label", "Review", "Label"],
  ["评论,标签", "评论", "标签"],
])("well-known names are found in %s", (header, text, label) => {
  expect(chosen(table(header.split(",")))).toEqual([text, label]);
});

test("what was named is taken, and only the rest is guessed and said", () => {
  const tweets = table(["text", "stars", "sentiment"]);
  expect(chooseColumns(tweets, { textColumn: "text", labelColumn: "stars" })).toEqual({
    text: 0,
    label: 1,
    notes: [],
  });
  expect(chooseColumns(tweets, { labelColumn: "stars" })).toEqual({
    text: 0,
    label: 1,
    notes: [
      'data.csv: column "text" is taken for the text (by its name); --text-column names another.',
    ],
  });
  expect(chosen(table(["content", "text", "label"]), { labelColumn: "text" })).toEqual([
    "content",
    "text",
  ]);
});

test("a second text that is named is not taken for the first, nor named for both", () => {
  const from = table(["text", "content", "label"]);
  expect(chosen(from, { textPairColumn: "text" })).toEqual(["content", "label"]);
  const names = { textColumn: "text", textPairColumn: "text" };
  for (const choose of [chooseColumns, choosePairTextColumns]) {
    expect(() => choose(from, names)).toThrow(
      expect.objectContaining({
        code: "USAGE",
        message: expect.stringContaining('column "text" was named for both texts'),
      }),
    );
  }
});

test.each([
  { read: 1, flags: '--text-column "sentence1" --text-pair-column "sentence2"' },
  { read: 0, flags: '--text-pair-column "sentence2"' },
])(
  "the note on a text that is not read beside column $read gives flags that read both",
  (given) => {
    const from = table(["sentence1", "sentence2"]);
    const note = unreadPairNote(from, given.read);
    expect(note).toContain(` is read; ${given.flags} reads both together`);
  },
);

const unnamed = table(
  ["number", "what", "when", "kind", "gold"],
  [
    ["1", "a first thing that happened", "2026-01-01", "good", ""],
    ["2", "a second thing", "2026-01-02", "bad", ""],
    ["3", "one more thing of the kind", "2026-01-02", "good", "bad"],
    ["4", "the last of these things", "2026-01-04", "bad", ""],
  ],
);

test("without well-known names the cells decide, and the notes say why", () => {
  expect(chooseColumns(unnamed)).toEqual({
    text: 1,
    label: 3,
    notes: [
      'data.csv: column "what" is taken for the text (it is long, and different in most rows); --text-column names another.',
      'data.csv: column "kind" is taken for the label (it is a few values, each in several rows); --label-column names another.',
    ],
  });
});

test("the text alone is chosen in a file without labels", () => {
  expect(chooseTextColumn(unnamed).text).toBe(1);
  expect(chooseTextColumn(table(["id", "sentence"])).text).toBe(1);
  expect(chooseTextColumn(table(["id", "sentence"]), { textColumn: "id" })).toEqual({
    text: 0,
    notes: [],
  });
});

test("words are the text beside their tags, however long the tags are", () => {
  const rows = Array.from({ length: 6 }, (_, row) => [
    `["${"东西南北中外"[row]}","京"]`,
    `["B-Organisation${row}","I-Organisation${row}"]`,
  ]);
  const from = table(["tokens", "tags"], rows);
  expect(chooseTextColumn(from).text).toBe(0);
  expect(chooseTextColumn({ ...from, columns: ["words", "ner_tags"] }).text).toBe(0);
  // As CoNLL is read: the document is told by its number.
  const numbered = rows.map((row) => [...row, "1"]);
  expect(chooseTextColumn(table(["tokens", "tags", "document"], numbered)).text).toBe(0);
});

test("entities are looked for in the text, and not in the number of its tokens", () => {
  const counted = table(["tokens", "text"], [["3", "Ada met Bob"]]);
  expect(entityTextColumn(counted)).toBe(1);
  expect(entityTextColumn({ ...counted, rows: [['["Ada"]', "Ada met Bob"]] })).toBe(0);
  expect(entityTextColumn(table(["words"], [["Ada met Bob"]]))).toBe(0);
});

test("the count of documents is never the label, and plain text without one hints at other formats", () => {
  const rows = Array.from({ length: 8 }, (_, row) => [
    `text number ${row}\t1`,
    String(1 + (row >> 2)),
  ]);
  const plain: Table = { ...table(["text", "document"], rows), format: "text" };
  expect(() => chooseColumns(plain)).toThrow(
    expect.objectContaining({
      code: "COLUMN_UNCLEAR",
      message: expect.stringContaining("--format csv, tsv or conll reads it otherwise"),
    }),
  );
});

test("a column that is named and missing is an error with the nearest name", () => {
  expect(() => chooseColumns(table(["text", "label"]), { labelColumn: "lable" })).toThrow(
    expect.objectContaining({
      code: "COLUMN_MISSING",
      details: expect.objectContaining({ nearest: "label" }),
    }),
  );
});

test("a table without a likely column asks for its name", () => {
  const rows = [
    ["1", "2"],
    ["3", "4"],
  ];
  expect(() => chooseColumns(table(["a", "b"], rows))).toThrow(
    expect.objectContaining({
      code: "COLUMN_UNCLEAR",
      message:
        "data.csv: no column looks like the text (long, and different in most rows); the columns are: a, b. Name it with --text-column.",
    }),
  );
  expect(() => chooseColumns(table(["text", "b"], rows))).toThrow(
    expect.objectContaining({
      code: "COLUMN_UNCLEAR",
      message:
        "data.csv: no column looks like the label (a few values, each in several rows); the columns are: b, text. Name it with --label-column.",
    }),
  );
});
