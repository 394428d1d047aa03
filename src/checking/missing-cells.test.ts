import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { type CheckSettings, checkData, type FindingCode } from "./index.js";

const path = temporaryFolder();

/** The findings of a file that are about empty cells. */
async function emptyCells(name: string, lines: readonly string[], settings: CheckSettings = {}) {
  await writeFile(path(name), `${lines.join("\n")}\n`);
  const { findings } = await checkData(path(name), { nearDuplicates: false, ...settings });
  const codes: readonly FindingCode[] = ["TEXT_EMPTY", "LABEL_EMPTY", "CELLS_MISSING"];
  return findings.filter(({ code }) => codes.includes(code));
}

const sound = Array.from({ length: 20 }, (_, row) => `text ${row * row + 7}`);

test("either text of a pair must be filled, and the command that mends names the empty one", async () => {
  const rows = sound.map((text, row) => `${text},other ${row},${row % 2}`);
  const found = await emptyCells("pairs.csv", ["sentence1,sentence2,label", ...rows, "c,,1"]);
  expect(found).toMatchObject([
    {
      code: "TEXT_EMPTY",
      severity: "error",
      count: 1,
      sentence: 'column "sentence2" must hold a text; 1 cell of it is empty',
      mend: `berth data clean ${path("pairs.csv")} --steps missing:in=text --text-column sentence2 --output pairs-clean.csv`,
    },
  ]);
});

test("a number to learn must be filled", async () => {
  const rows = sound.map((text, row) => `${text},${row / 10}`);
  const found = await emptyCells("reg.csv", ["text,score", ...rows, "no score,"]);
  expect(found).toMatchObject([
    {
      code: "LABEL_EMPTY",
      severity: "error",
      rows: [{ record: 21, column: "score" }],
      mend: `berth data clean ${path("reg.csv")} --steps missing:in=label --text-column text --label-column score --output reg-clean.csv`,
    },
  ]);
});

test("a set of labels must be filled, if with []", async () => {
  const rows = sound.map((text, row) => `${text},"['a','b${row % 3}']"`);
  const found = await emptyCells("ml.csv", ["text,labels", ...rows, "none,[]", "forgotten,"]);
  expect(found).toMatchObject([{ code: "LABEL_EMPTY", rows: [{ record: 22, column: "labels" }] }]);
});

test("every choice must be filled; what stands before them need not be", async () => {
  const rows = sound.map((text, row) => `${text},,yes ${row},no ${row},${row % 2}`);
  const header = "sent1,sent2,ending0,ending1,label";
  const found = await emptyCells("choices.csv", [header, ...rows, "a,b,c,,0"]);
  expect(found).toMatchObject([{ code: "TEXT_EMPTY", rows: [{ record: 21, column: "ending1" }] }]);
});

test("spans and answers that nobody gave are no cells that training does not use", async () => {
  const spans = sound.map((text, row) =>
    JSON.stringify({ text, spans: row % 2 ? [] : null, by: null }),
  );
  expect(await emptyCells("spans.jsonl", spans)).toMatchObject([
    { code: "CELLS_MISSING", details: { columns: { by: 20 } } },
  ]);
});

test("a further file must have what is learnt", async () => {
  const rows = sound.map((text, row) => `${text},${row / 10}`);
  await writeFile(path("dev.csv"), "text\na text\n");
  const check = emptyCells("reg.csv", ["text,score", ...rows], { validation: path("dev.csv") });
  await expect(check).rejects.toMatchObject({ code: "COLUMN_MISSING" });
});

test("cells of nothing but spaces of any kind are empty", async () => {
  const blanks = ["\u3000", "\u00a0\u2003", " \ufeff "];
  const rows = [...sound, ...blanks].map((text, row) => `${text},${row % 2 ? "a" : "b"},中`);
  const found = await emptyCells("blank.csv", ["text,label,more", ...rows, "last,a,\u3000"]);
  expect(found).toMatchObject([
    { code: "TEXT_EMPTY", count: 3 },
    { code: "CELLS_MISSING", details: { columns: { more: 1 } } },
  ]);
});
