import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnIndex, readTable, recordOf, type Table } from "../index.js";
import { cleanTable, pipelineFromWords, presetPipeline } from "./index.js";

interface Witness {
  readonly tweets: { readonly rows: number; readonly sha256: string };
  readonly outliers: readonly { reach: number; lengths: number[]; kept: boolean[] }[];
  readonly duplicates: {
    readonly rows: readonly (readonly [string, string])[];
    readonly text: readonly number[];
    readonly "text-and-label": readonly number[];
    readonly majority: readonly string[];
  };
}
const root = resolve(import.meta.dirname, "../../..");
const witness = JSON.parse(
  readFileSync(resolve(root, "test/fixtures/cleaning.json"), "utf8"),
) as Witness;

const columns = { text: 0, label: 1 };

function tableOf(rows: Table["rows"], names = ["text", "label"]): Table {
  return { file: "rows.csv", format: "csv", columns: names, rows };
}

const cleanRows = async (words: string, rows: Table["rows"]) => {
  const { table, reports } = await cleanTable(tableOf(rows), columns, pipelineFromWords(words));
  return { rows: table.rows, records: table.records, reports };
};

describe("steps on rows", () => {
  const { duplicates } = witness;

  test.each(["text", "text-and-label"] as const)("duplicates by %s are pandas'", async (rule) => {
    const { records, reports } = await cleanRows(`duplicates=${rule}`, duplicates.rows);
    expect(records).toEqual(duplicates[rule]);
    expect(reports[0]?.dropped).toBe(duplicates.rows.length - duplicates[rule].length);
  });

  test("a text with several labels gets the most frequent, of equals the first", async () => {
    const { rows, records } = await cleanRows("duplicates=majority", duplicates.rows);
    expect(records).toEqual(duplicates.text);
    expect(rows.map(([, label]) => label)).toEqual(duplicates.majority);
  });

  test("duplicates are told by the texts as they are cleaned so far", async () => {
    const rows = [
      ["A b", "x"],
      ["a  B", "y"],
      ["c", "x"],
    ];
    expect((await cleanRows("lower-case,spaces,duplicates", rows)).records).toEqual([0, 2]);
    expect((await cleanRows("duplicates,lower-case,spaces", rows)).records).toEqual([0, 1, 2]);
  });

  test("rows without a text are no duplicates of each other, and texts and labels count without spaces around", async () => {
    const rows = [
      [null, "x"],
      [null, "x"],
      ["", "x"],
      ["", "x"],
      ["a", "x"],
      ["a", " x "],
      [" a\t", "x"],
      [" ", "x"],
      [" ", "x"],
    ];
    const { records } = await cleanRows("duplicates=text-and-label", rows);
    expect(records).toEqual([0, 1, 2, 3, 4, 7, 8]);
  });

  test.each(witness.outliers)(
    "outliers beyond $reach interquartile ranges are numpy's",
    async (told) => {
      const rows = told.lengths.map((length) => ["字".repeat(length), "x"]);
      const { records } = await cleanRows(`outliers:iqr=${told.reach}`, rows);
      const kept = told.kept.flatMap((isKept, row) => (isKept ? [row] : []));
      expect(records).toEqual(kept);
    },
  );

  test.each([
    ["outliers:min=3:max=5", [1, 2, 4]],
    ["outliers:unit=words:min=2", [1, 2, 3]],
    ["outliers:unit=words:max=1", [0, 4]],
    ["outliers:repeats=3", [0, 1, 2, 4]],
  ])("%s", async (words, kept) => {
    const rows = [
      ["ab", "x"],
      ["𠀀𠀀𠀀", "x"],
      ["很 好吃", "x"],
      ["no oooo", "x"],
      ["word!", "x"],
    ];
    expect((await cleanRows(words, rows)).records).toEqual(kept);
  });

  test("missing cells are dropped or filled; other rows stay", async () => {
    const rows = [
      ["a", "x"],
      [null, "x"],
      ["b", " "],
      ["\u3000", null],
      ["c", "y"],
    ];
    expect((await cleanRows("missing", rows)).records).toEqual([0, 4]);
    expect((await cleanRows("missing:in=text", rows)).records).toEqual([0, 2, 4]);
    const { rows: filled, reports } = await cleanRows("missing=无:in=label", rows);
    expect(filled.map(([, label]) => label)).toEqual(["x", "x", "无", "无", "y"]);
    expect(reports).toEqual([
      {
        step: { step: "missing", in: "label", fill: "无" },
        changed: 2,
        dropped: 0,
        firstRows: [3, 4],
      },
    ]);
  });

  test("a text of which nothing is left is dropped by empty, not before", async () => {
    const rows = [
      ["@a http://b", "x"],
      ["hi", "x"],
    ];
    const { rows: all } = await cleanRows("mentions,links,spaces", rows);
    expect(all).toEqual([
      ["", "x"],
      ["hi", "x"],
    ]);
    const { reports, records } = await cleanRows("mentions,links,spaces,empty", rows);
    expect(records).toEqual([1]);
    expect(reports.map(({ changed, dropped, firstRows }) => [changed, dropped, firstRows])).toEqual(
      [
        [1, 0, [1]],
        [1, 0, [1]],
        [1, 0, [1]],
        [0, 1, [1]],
      ],
    );
  });
});

test("a step that looks at labels needs a label column", async () => {
  const told = cleanTable(tableOf([["a", "x"]]), { text: 0 }, pipelineFromWords("missing"));
  await expect(told).rejects.toMatchObject({ code: "CLEANING_SETTING" });
});

test("cells of other columns, the order of rows and absent texts stay as they are", async () => {
  const cell = fc.option(fc.string({ unit: "binary" }));
  const words =
    "unicode=NFKC,lower-case,links,spaces,segmented,missing:in=text,duplicates,outliers:iqr=1.5,empty";
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell, cell)), async (rows) => {
      const table = tableOf(rows, ["id", "text", "note", "label"]);
      const { table: cleaned } = await cleanTable(
        table,
        { text: 1, label: 3 },
        pipelineFromWords(words),
      );
      const records = cleaned.rows.map((_, row) => recordOf(cleaned, row));
      expect(records).toEqual([...records].sort((a, b) => a - b));
      for (const [row, cells] of cleaned.rows.entries()) {
        const before = rows[records[row] ?? -1] ?? [];
        expect([cells[0], cells[2], cells[3]]).toEqual([before[0], before[2], before[3]]);
      }
      expect(cleaned.columns).toEqual(table.columns);
    }),
    { numRuns: 50 },
  );
});

const tweets = resolve(root, "../shared/data/gop-debate");
const isMissing = !existsSync(tweets);
if (isMissing) console.info(`skipped: the tweets are not at ${tweets}`);

describe.skipIf(isMissing)("the tutorial's 13,871 tweets", () => {
  /** Cleaned texts and their labels. */
  async function preset(): Promise<[text: string, label: string][]> {
    const table = await readTable(resolve(tweets, "Sentiment.csv"));
    const text = columnIndex(table, "text");
    const label = columnIndex(table, "sentiment");
    const { table: cleaned } = await cleanTable(table, { text, label }, presetPipeline("tweets"));
    return cleaned.rows.map((row) => [row[text] ?? "", row[label] ?? ""]);
  }

  test("become the strings that Python's regular expressions give", async () => {
    const texts = (await preset()).map(([text]) => text);
    const hash = createHash("sha256");
    for (const text of texts) hash.update(`${Buffer.byteLength(text)}:${text},`);
    expect({ rows: texts.length, sha256: hash.digest("hex") }).toEqual(witness.tweets);
  });

  test("are the rows of the split that was made of them with Python", async () => {
    const split: string[] = [];
    for (const part of ["train", "validation"]) {
      const { rows } = await readTable(resolve(tweets, `tutorial-split/${part}.csv`));
      split.push(...rows.map((row) => JSON.stringify(row)));
    }
    expect((await preset()).map((row) => JSON.stringify(row)).sort()).toEqual(split.sort());
  });
});
