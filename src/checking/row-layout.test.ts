import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { checkData } from "./check-data.js";

const path = temporaryFolder();

async function codesOf(name: string, rows: readonly string[]) {
  await writeFile(path(name), `${rows.join("\n")}\n`);
  const report = await checkData(path(name), { nearDuplicates: false });
  return { ...report, codes: report.findings.map(({ code }) => code) };
}

test("the two texts of a pair are one: equal second texts are no conflict, and no row is to be dropped", async () => {
  const labels = ["entailment", "contradiction", "neutral"];
  const pairs = Array.from({ length: 60 }, (_, at) => {
    const premise = `Somebody walks on day ${Math.floor(at / 3)}.`;
    return `${labels[at % 3]}\t${premise}\tA ${["man", "dog", "child"][at % 3]} is outside.`;
  });
  const header = "gold_label\tsentence1\tsentence2";
  const { codes, textColumn, labelColumn, notes } = await codesOf("nli.tsv", [header, ...pairs]);
  expect(codes).not.toContain("LABELS_CONFLICT");
  expect(codes).not.toContain("TEXTS_REPEATED");
  expect({ textColumn, labelColumn }).toEqual({
    textColumn: "sentence1",
    labelColumn: "gold_label",
  });
  expect(notes.join("\n")).toContain("for the task pair");

  const [first = ""] = pairs;
  const changed = first.replace("entailment", "neutral");
  const again = await codesOf("twice.tsv", [header, ...pairs, first, changed]);
  const { findings } = again;
  for (const code of ["LABELS_CONFLICT", "TEXTS_REPEATED"]) {
    expect(findings.find((one) => one.code === code)?.mend).toBeNull();
  }
});

test("numbers and sets of labels are no classes", async () => {
  const scores = Array.from({ length: 40 }, (_, at) => `text number ${at},other ${at},${at / 10}`);
  const numbers = await codesOf("sts.csv", ["sentence1,sentence2,score", ...scores]);
  expect(numbers.codes.filter((code) => code.startsWith("LABEL"))).toEqual([]);
  expect(numbers.codes).not.toContain("CLASSES_UNBALANCED");

  const sets = Array.from({ length: 40 }, (_, at) => `text number ${at},"[""a"",""b${at % 9}""]"`);
  const multiple = await codesOf("sets.csv", ["text,labels", ...sets]);
  expect(multiple.codes.filter((code) => code.startsWith("LABEL"))).toEqual([]);
});

test("a label of one text is read as ever", async () => {
  const file = join(import.meta.dirname, "../../test/fixtures/reviews/train.csv");
  await writeFile(path("reviews.csv"), await readFile(file));
  const { textColumn, labelColumn } = await checkData(path("reviews.csv"), {
    nearDuplicates: false,
  });
  expect({ textColumn, labelColumn }).toEqual({ textColumn: "text", labelColumn: "label" });
});

test("a named task is read as that task, and where its columns are not found, that is an error", async () => {
  const stars = Array.from({ length: 40 }, (_, at) => `text number ${at},${at === 0 ? 1 : 5}`);
  const rows = ["text,stars", ...stars].join("\n");
  await writeFile(path("stars.csv"), `${rows}\n`);
  const check = (task?: "regression" | "pair") =>
    checkData(path("stars.csv"), { task, labelColumn: "stars", nearDuplicates: false });
  const labelled = (await check()).findings.filter(({ code }) => code.startsWith("LABEL"));
  expect(labelled).not.toEqual([]);
  const { findings, labelColumn } = await check("regression");
  expect(findings.filter(({ code }) => code.startsWith("LABEL"))).toEqual([]);
  expect(labelColumn).toBeNull();
  await expect(check("pair")).rejects.toThrow(expect.objectContaining({ code: "COLUMN_UNCLEAR" }));
});
