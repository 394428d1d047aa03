import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { pipelineFromWords, textCleaner } from "../records/index.js";
import { type CheckSettings, checkData, type FindingCode } from "./index.js";

const path = temporaryFolder();

/** The commands of a check by the codes of their findings, without the folder of the files. */
async function mends(
  files: Readonly<Record<string, readonly string[]>>,
  settings: CheckSettings = {},
): Promise<Partial<Record<FindingCode, string | null>>> {
  for (const [name, rows] of Object.entries(files)) {
    await writeFile(path(name), `${rows.join("\n")}\n`);
  }
  const folder = `${dirname(path("any"))}/`;
  const { validation, ...others } = settings;
  const [first = ""] = Object.keys(files);
  const { findings } = await checkData(path(first), {
    nearDuplicates: false,
    ...others,
    ...(validation === undefined ? {} : { validation: path(validation) }),
  });
  return Object.fromEntries(
    findings.map(({ code, mend }) => [code, mend?.replaceAll(folder, "") ?? null]),
  );
}

const sound = Array.from(
  { length: 30 },
  (_, row) => `review ${row * row + 7} by ${1000 - row * 13} readers`,
);
const labelled = sound.map((text, row) => `${text},${row % 2 ? "good" : "bad"}`);

test("a command that mends names the columns and the reading that were named", async () => {
  const rows = sound.map((text, row) => `a${row}|${text}<br />|${row % 2 ? "good" : "bad"}`);
  const found = await mends(
    { "a.data": rows },
    {
      format: "csv",
      delimiter: "|",
      header: false,
      encoding: "utf-8",
      textColumn: "column2",
      labelColumn: "column3",
    },
  );
  expect(found.HTML).toBe(
    "berth data clean a.data --steps html-unescape,html-tags --format csv --delimiter '|' --header no --encoding utf-8 --text-column column2 --label-column column3 --output a-clean.csv",
  );
});

test("the steps against control characters leave none, white space neither", async () => {
  const faulty = "a\u0007 bell\u000brings\u001cat\u0085noon";
  const found = await mends({ "a.csv": ["text,label", ...labelled, `${faulty},good`] });
  const [, steps = ""] = /--steps (\S+)/.exec(found.CONTROL_CHARACTERS ?? "") ?? [];
  const clean = await textCleaner(pipelineFromWords(steps));
  expect(clean(faulty)).toBe("a bell rings at noon");
});

test("what a .tsv may not hold once it is cleaned is written to a .csv", async () => {
  const rows = ["text\tlabel", ...sound.map((text, row) => `${text}\t${row % 2 ? "a" : "b"}`)];
  const faulty = [...rows, "two&#10;lines\ta", "\ta", `${sound[0]}\tb`];
  expect(await mends({ "a.tsv": faulty })).toMatchObject({
    HTML: "berth data clean a.tsv --steps html-unescape,html-tags --output a-clean.csv",
    TEXT_EMPTY:
      "berth data clean a.tsv --steps missing:in=text --text-column text --output a-clean.tsv",
    TEXTS_REPEATED: "berth data split a.tsv --output parts --group-by near-duplicates",
  });
  const tabbed = [...faulty, '"a\ttab"\ta'];
  expect(await mends({ "a.tsv": tabbed }, { quote: '"' })).toMatchObject({
    TEXT_EMPTY: `berth data clean a.tsv --steps missing:in=text --quote '"' --text-column text --output a-clean.csv`,
    TEXTS_REPEATED: `berth data split a.tsv --output parts --group-by near-duplicates --to csv --quote '"'`,
  });
});

test("rare labels are made more by edits that need no package beside", async () => {
  const found = await mends({ "train.csv": ["text,label", ...labelled, "one,rare"] });
  expect(found.LABEL_RARE).toBe(
    "berth data augment train.csv --output more.csv --balance --methods swap,delete",
  );
});

test("a fault of the validation file alone is mended there", async () => {
  const found = await mends(
    {
      "train.csv": ["text,label", ...labelled],
      "dev.csv": ["text,label", "a <b>bold</b> one,good", ",bad", "twice,bad", "twice,good"],
    },
    { validation: "dev.csv" },
  );
  expect(found).toMatchObject({
    HTML: "berth data clean dev.csv --steps html-unescape,html-tags --output dev-clean.csv",
    TEXT_EMPTY:
      "berth data clean dev.csv --steps missing:in=text --text-column text --output dev-clean.csv",
    TEXTS_REPEATED: "berth data clean dev.csv --drop-duplicates text --output dev-clean.csv",
    LABELS_CONFLICT: "berth data clean dev.csv --drop-duplicates majority --output dev-clean.csv",
  });
});

test("the command for an empty label names the columns that were found", async () => {
  const pairs = labelled.map((line, row) => `premise ${row},${line}`);
  const found = await mends({
    "pairs.csv": ["premise,hypothesis,gold_label", ...pairs, "one more,and its other,"],
  });
  expect(found.LABEL_EMPTY).toBe(
    "berth data clean pairs.csv --steps missing:in=label --text-column premise --label-column gold_label --output pairs-clean.csv",
  );
});

test("a label column that was named stays named where the task reads numbers", async () => {
  const graded = sound.map((text, row) => `${text}<br>,${row / 10},${30 - row}`);
  const found = await mends(
    { "reg.csv": ["text,grade,other", ...graded] },
    { task: "regression", labelColumn: "grade" },
  );
  expect(found.HTML).toContain("--text-column text --label-column grade --output");
});

test("rows of two files that disagree are mended by cleaning neither", async () => {
  const found = await mends(
    {
      "train.csv": ["text,label", "twice,good", ...labelled],
      "dev.csv": ["text,label", "twice,bad"],
    },
    { validation: "dev.csv" },
  );
  expect(found.LABELS_CONFLICT).toBeNull();
});

test("a command that trains names the files and the model", async () => {
  const many = Array.from({ length: 120 }, (_, row) => `${sound[row % 30]} no ${row},good`);
  const files = {
    "train.csv": ["text,label", ...many, ...labelled.slice(0, 22)],
    "dev.csv": ["text,label", "of its own,good"],
  };
  const settings = { validation: "dev.csv", labelColumn: "label" };
  expect(await mends(files, settings)).toMatchObject({
    CLASSES_UNBALANCED:
      "berth finetune --train train.csv --validation dev.csv --text-column text --label-column label --model MODEL --output run --class-weights balanced",
  });
});

test("many labels that training lacks are one finding, found in no time", async () => {
  const rows = (part: string): string[] =>
    Array.from({ length: 3000 }, (_, row) => `text ${row} of ${part},${part} label ${row}`);
  await writeFile(path("train.csv"), `text,label\n${rows("train").join("\n")}\n`);
  await writeFile(path("dev.csv"), `text,label\n${rows("dev").join("\n")}\n`);
  const { findings } = await checkData(path("train.csv"), {
    validation: path("dev.csv"),
    nearDuplicates: false,
    languages: false,
  } as CheckSettings);
  const unknown = findings.filter(({ code }) => code === "LABEL_UNKNOWN");
  expect(unknown).toMatchObject([{ severity: "error", count: 3000, details: { unknown: 3000 } }]);
  expect(unknown[0]?.rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
  expect(unknown[0]?.sentence).toMatch(
    /^3,000 labels, in 3,000 rows, stand in none of training \(.*\): "dev label 0" \(1 row of validation.*\).* and 2,995 labels more$/,
  );
}, 30_000);
