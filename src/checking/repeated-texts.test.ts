import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { checkData } from "./index.js";

const path = temporaryFolder();

/** The findings of labels that conflict, in files of these rows. */
async function conflicts(train: readonly string[], validation?: readonly string[]) {
  const sound = Array.from({ length: 20 }, (_, row) => `text ${row},${row % 2 ? "good" : "bad"}`);
  await writeFile(path("train.csv"), `text,label\n${[...train, ...sound].join("\n")}\n`);
  await writeFile(path("dev.csv"), `text,label\n${(validation ?? []).join("\n")}\n`);
  const { findings } = await checkData(path("train.csv"), {
    nearDuplicates: false,
    ...(validation === undefined ? {} : { validation: path("dev.csv") }),
  });
  return findings.filter(({ code }) => code === "LABELS_CONFLICT");
}

test("labels conflict also where the first row of a text has none, and the row that says one is named", async () => {
  const rows = ["same,", "same,good", "same,bad", "same,bad"];
  expect(await conflicts(rows)).toMatchObject([
    { count: 1, rows: [{ record: 3, value: "bad; row 2 says good: same" }] },
  ]);
});

test("labels of two files conflict where the first file has the text without a label", async () => {
  const [conflict, ...more] = await conflicts(["same,"], ["same,good", "same,bad"]);
  expect(more).toEqual([]);
  expect(conflict?.rows[0]?.value).toBe(`bad; ${path("dev.csv")} row 1 says good: same`);
  // Both rows are of one file, which cleaning mends.
  expect(conflict?.mend).toContain(
    `berth data clean ${path("dev.csv")} --drop-duplicates majority`,
  );
});

test("one label beside rows without any is no conflict", async () => {
  expect(await conflicts(["same,", "same,good", "same,", "same,good"])).toEqual([]);
});
