import { expect, test } from "vitest";
import { workplace } from "./workplace.js";

const place = workplace();

const sound = Array.from({ length: 30 }, (_, row) => {
  const subject = ["weather", "debate", "kitchen", "journey", "garden"][row % 5];
  return `review ${row * row + 7} of the ${subject} by ${1000 - row * 13} readers,${row % 2 ? "good" : "bad"}`;
});
const csv = (...rows: readonly string[]): string => `text,label\n${rows.join("\n")}\n`;

const finetune = (file: string, output: string, ...more: string[]) =>
  place.berth(
    ...["finetune", "--train", file, "--model", "bert", "--output", output, "--max-steps", "1"],
    ...["--batch-size", "8", "--engine", "onnxruntime", ...more],
  );

// What the check calls an error ends both commands; the run has the reader's or the task's own code for it.
test.each([
  ["a text that is empty", csv(...sound, ",good"), "TEXT_EMPTY", "TEXT_EMPTY", 32],
  ["a label that is empty", csv(...sound, "a text,"), "LABEL_EMPTY", "LABEL_EMPTY", 32],
  ["a row with too many cells", csv(...sound, "a, b,bad"), "RECORD_REFUSED", "ROW_CELLS", 32],
  ["a quote that never closes", csv(...sound, '"a,bad'), "RECORD_REFUSED", "QUOTE_BROKEN", 32],
  ["a null byte", csv(...sound, "a\0b,bad"), "RECORD_REFUSED", "NULL_BYTE", 32],
  ["one class only", csv("a,good", "b,good", "c,good"), "ONE_CLASS", "ONE_CLASS", 2],
])("%s ends the check and the run with status 1", async (_, content, found, code, line) => {
  await place.write("faulty.csv", content);
  const check = await place.berth("data", "check", "faulty.csv", "--json", "--quiet");
  expect([check.status, check.stderr]).toEqual([1, expect.stringContaining("DATA_FAULTY")]);
  expect(JSON.parse(check.stdout).findings).toContainEqual(
    expect.objectContaining({
      code: found,
      severity: "error",
      rows: expect.arrayContaining([expect.objectContaining({ line })]),
    }),
  );
  const run = await finetune("faulty.csv", "none");
  expect([run.status, run.stderr]).toEqual([1, expect.stringContaining(code)]);
  await expect(place.read("none/recipe.json")).rejects.toMatchObject({ code: "ENOENT" });
});

test("a validation label that training lacks ends the check and the run", async () => {
  await place.write("train.csv", csv(...sound));
  await place.write("dev.csv", csv("a text,goood", "another,bad"));
  const check = await place.berth("data", "check", "train.csv", "--validation", "dev.csv");
  expect([check.status, check.stdout]).toEqual([1, expect.stringContaining("LABEL_UNKNOWN")]);
  const run = await finetune("train.csv", "none", "--validation", "dev.csv");
  expect([run.status, run.stderr]).toEqual([1, expect.stringContaining("LABEL_UNKNOWN")]);
});

test("a column that is not there, and a file that is not there, end the check and the run", async () => {
  await place.write("train.csv", csv(...sound));
  for (const [words, code] of [
    [["train.csv", "--text-column", "txt"], "COLUMN_MISSING"],
    [["nowhere.csv"], "FILE_MISSING"],
  ] as const) {
    const check = await place.berth("data", "check", ...words);
    expect([check.status, check.stderr]).toEqual([1, expect.stringContaining(code)]);
    const [file, ...more] = words;
    const run = await finetune(file, "none", ...more);
    expect([run.status, run.stderr]).toEqual([1, expect.stringContaining(code)]);
  }
});

test("warnings end a run under --strict only, before anything is written", async () => {
  const rows = [...sound, "the same one,good", "the same one,good", "the same one,bad"];
  await place.write("warned.csv", csv(...rows));
  const strict = await finetune("warned.csv", "strict", "--strict");
  expect(strict.status).toBe(1);
  expect(strict.stderr).toMatch(
    /^DATA_FAULTY {2}warned\.csv: .*LABELS_CONFLICT: 1 text has different labels.* without --strict warnings end no run$/m,
  );
  await expect(place.read("strict/recipe.json")).rejects.toMatchObject({ code: "ENOENT" });
  expect((await finetune("warned.csv", "lenient")).status).toBe(0);
  expect(await place.readJson("lenient/recipe.json")).toMatchObject({ strict: false });
  await place.write("train.csv", csv(...sound));
  await place.write(
    "dev.csv",
    csv("one more review of the garden,good", "another of the journey,bad"),
  );
  const passed = await finetune("train.csv", "passed", "--validation", "dev.csv", "--strict");
  expect({ status: passed.status, stderr: passed.stderr }).toMatchObject({ status: 0 });
});
