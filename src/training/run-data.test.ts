import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import type { Recipe } from "./recipe.js";
import { type RunPart, readRunData } from "./run-data.js";

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
  const { train, validation, labels, classCounts } = await readRunData(
    await recipe(augment),
    defaults,
  );
  expect(validation).toEqual(plain.validation);
  expect({ labels, classCounts }).toEqual({ labels: plain.labels, classCounts: plain.classCounts });
  expect(train.rows).toHaveLength(90);
  expect([...train.rows.slice(0, 30)]).toEqual([...plain.train.rows]);
  expect(train.columns.notes.at(-1)).toBe("augmentation: 60 rows made of 30 training rows");
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
