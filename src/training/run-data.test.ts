import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { readPipeline, recordOf } from "../records/index.js";
import type { Recipe } from "./recipe.js";
import { fileNotes, type RunPart, readRunData } from "./run-data.js";

const path = temporaryFolder();
const defaults = { validationSplit: 0.25, seed: 42 };

/** Writes 40 rows of 20 texts, each of them there twice with other signs, by ten authors. */
async function recipe(more: Partial<Recipe> = {}): Promise<Recipe> {
  const subjects = ["soup", "room", "waiter", "view from the window", "bill at the end"];
  const rows = Array.from({ length: 40 }, (_, row) => {
    const text = `The ${subjects[(row % 20) % 5]} on day ${row % 20} of our long journey was${row < 20 ? " " : "  "}fine`;
    return `${text},author ${row % 10},${row % 2 === 0 ? "good" : "bad"}`;
  });
  await writeFile(path("rows.csv"), `text,author,label\n${rows.join("\n")}\n`);
  return { train: path("rows.csv"), model: "bert", output: "run", ...more };
}

const cellsOf = ({ table, rows }: RunPart, column: number): string[] =>
  Array.from(rows, (row) => (table.rows[row]?.[column] ?? "").replace(/\s+/g, " "));

const shared = (train: RunPart, validation: RunPart, column: number): number => {
  const known = new Set(cellsOf(train, column));
  return cellsOf(validation, column).filter((cell) => known.has(cell)).length;
};

test.each([
  ["near-duplicates", 0],
  ["author", 1],
])("with --group-by %s no group is in training and validation", async (groupBy, column) => {
  const plain = await readRunData(await recipe(), defaults);
  expect(shared(plain.train, plain.validation, column)).toBeGreaterThan(0);
  const { train, validation, classCounts } = await readRunData(await recipe({ groupBy }), defaults);
  expect(shared(train, validation, column)).toBe(0);
  expect(validation.rows.length).toBeGreaterThan(5);
  expect(train.rows.length + validation.rows.length).toBe(40);
  expect(classCounts).toEqual([20, 20]);
  const { length } = validation.rows;
  expect(train.columns.notes.at(-1)).toMatch(
    new RegExp(
      `^validation: ${length} rows; no group \\(${groupBy}\\) of the 1?\\d is also in training$`,
    ),
  );
});

test("a label whose groups all went to validation is refused", async () => {
  await writeFile(path("rows.csv"), "text,label\na b c,x\nd e f,x\ng h i,y\n");
  const given = { train: path("rows.csv"), model: "bert", output: "run", groupBy: "label" };
  await expect(readRunData(given, { validationSplit: 0.3, seed: 1 })).rejects.toMatchObject({
    code: "CLASS_TOO_SMALL",
  });
});

test("rows are made of training rows only, and validation is what it is without", async () => {
  const plain = await readRunData(await recipe(), defaults);
  const augment: Partial<Recipe> = { augment: ["swap", "delete"], augmentRows: 2 };
  const told: string[] = [];
  const { train, validation, labels, classCounts } = await readRunData(await recipe(augment), {
    ...defaults,
    onMade: (made, wanted) => told.push(`${made} of ${wanted}`),
  });
  expect(validation).toEqual(plain.validation);
  expect({ labels, classCounts }).toEqual({ labels: plain.labels, classCounts: plain.classCounts });
  expect(train.rows).toHaveLength(90);
  expect([...train.rows.slice(0, 30)]).toEqual([...plain.train.rows]);
  expect(train.columns.notes.at(-1)).toBe("augmentation: 60 rows made of 30 training rows");
  expect([told[0], told.at(-1), told.length]).toEqual(["0 of 60", "60 of 60", 61]);
  const days = (part: RunPart) =>
    new Set(cellsOf(part, 0).map((text) => /\d+/.exec(text)?.[0] ?? "none"));
  // Every day of a made row is one of the training rows; swapped and deleted words add none.
  const known = days(plain.train);
  for (const day of days(train)) expect(known.has(day) || day === "none").toBe(true);
  const made = [...train.rows.slice(30)].map((row) => train.table.rows[row]);
  for (const row of made) expect(["good", "bad"]).toContain(row?.[2]);
});

test("a thesaurus of one's own replaces words, and its absence is told", async () => {
  await writeFile(path("words.tsv"), "fine\tsplendid\n");
  const augment: Partial<Recipe> = {
    augment: ["synonym"],
    augmentThesaurus: path("words.tsv"),
  };
  const { train } = await readRunData(await recipe(augment), defaults);
  expect(cellsOf(train, 0).filter((text) => text.endsWith("splendid"))).toHaveLength(30);
  const missing = await recipe({ ...augment, augmentThesaurus: path("absent.tsv") });
  await expect(readRunData(missing, defaults)).rejects.toMatchObject({ code: "FILE_MISSING" });
});

const recordsOf = ({ table, rows }: RunPart): number[] =>
  Array.from(rows, (row) => recordOf(table, row));

test("rows are split by their cleaned texts, and made of the rows that cleaning leaves for training", async () => {
  const cleaning = readPipeline([
    { step: "lower-case" },
    { step: "links" },
    { step: "spaces" },
    { step: "duplicates" },
  ]);
  // The second half repeats the first with other spaces and a link, in other labels.
  const rows = Array.from({ length: 40 }, (_, row) => {
    const text = `Day ${row % 20} of the journey  was ${row < 20 ? "" : "http://a.b/c "}fine`;
    return `${text},${row < 20 ? "good" : "bad"}`;
  });
  await writeFile(path("dirty.csv"), `text,label\n${rows.join("\n")}\n`);
  const given: Recipe = {
    train: path("dirty.csv"),
    model: "bert",
    output: "run",
    augment: ["swap"],
    augmentRows: 2,
  };
  const { train, validation } = await readRunData(given, defaults, cleaning);
  expect(validation.rows).toHaveLength(10);
  expect(
    cellsOf(validation, 0).every((text) => /^day \d+ of the journey was fine$/.test(text)),
  ).toBe(true);
  const own = train.rows.length / 3;
  const texts = cellsOf(train, 0).slice(0, own);
  expect(new Set(texts).size).toBe(own);
  // Training rows have their records; a made row has that of its source.
  const records = recordsOf(train);
  expect(records.filter((record) => recordsOf(validation).includes(record))).toEqual([]);
  for (const [row, record] of records.entries()) {
    const day = /\d+/.exec(cellsOf(train, 0)[row] ?? "")?.[0];
    expect(rows[record]).toContain(`Day ${day} `);
  }
  const grouped = await readRunData({ ...given, groupBy: "near-duplicates" }, defaults, cleaning);
  expect(shared(grouped.train, grouped.validation, 0)).toBe(0);
});

test("findings name the records of the file, whatever cleaning dropped before them", async () => {
  const rows = Array.from({ length: 12 }, (_, row) => {
    const text = row === 1 ? "day 0" : row === 9 ? "&amp;nbsp;" : `day ${row}`;
    return `${text},${row % 2 === 0 ? "good" : "bad"}`;
  });
  await writeFile(path("dropped.csv"), `text,label\n${rows.join("\n")}\n`);
  await writeFile(path("kept.csv"), "text,label\nweek 1,good\nweek 2,bad\n");
  const given: Recipe = {
    train: path("dropped.csv"),
    validation: path("kept.csv"),
    model: "bert",
    output: "run",
  };
  const { findings } = await readRunData(
    given,
    defaults,
    readPipeline([{ step: "duplicates", rule: "text" }]),
  );
  const found = findings.find(({ code }) => code === "HTML");
  expect(found?.rows).toMatchObject([{ record: 10, line: 11 }]);
});

test("texts of which cleaning leaves nothing can be split by groups", async () => {
  const rows = Array.from({ length: 12 }, (_, row) =>
    row < 2 ? "http://a.b/c" : `word${row} and more of the same ${row}`,
  ).map((text, row) => `${text},${row % 2 === 0 ? "x" : "y"}`);
  await writeFile(path("links.csv"), `text,label\n${rows.join("\n")}\n`);
  const given: Recipe = { train: path("links.csv"), model: "bert", output: "run" };
  const cleaning = readPipeline([{ step: "links" }, { step: "spaces" }]);
  const { train, validation } = await readRunData(
    { ...given, groupBy: "near-duplicates" },
    defaults,
    cleaning,
  );
  expect(train.rows.length + validation.rows.length).toBe(12);
});

test("what was found out about a file is told once, whatever becomes of its rows", async () => {
  const content = "text,label\n很好,a\n不好,b\n很好吃,a\n不好吃,b\n很好看,a\n不好看,b\n";
  await writeFile(path("wide.csv"), Buffer.from(`\ufeff${content}`, "utf16le"));
  const given: Recipe = {
    train: path("wide.csv"),
    model: "bert",
    output: "run",
    augment: ["swap"],
  };
  const data = await readRunData(given, defaults, readPipeline([{ step: "spaces" }]));
  expect(fileNotes(data)).toHaveLength(1);
  expect(fileNotes(data)[0]).toContain("read as utf-16le");
});
