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

test("cells of nothing but spaces of any kind are empty", async () => {
  const blanks = ["\u3000", "\u00a0\u2003", " \ufeff "];
  const rows = [...sound, ...blanks].map((text, row) => `${text},${row % 2 ? "a" : "b"},中`);
  const found = await emptyCells("blank.csv", ["text,label,more", ...rows, "last,a,\u3000"]);
  expect(found).toMatchObject([
    { code: "TEXT_EMPTY", count: 3 },
    { code: "CELLS_MISSING", details: { columns: { more: 1 } } },
  ]);
});
