import { writeFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { checkData, type FindingCode } from "./index.js";

// Faults are planted at random places of files that have none, and every one must be found on its line.

const path = temporaryFolder();

/** A row as it stands in the file, line breaks included, and what must be found where it begins. */
interface Planted {
  readonly row: string;
  readonly code?: FindingCode;
}

const subjects = ["weather", "debate", "kitchen", "journey", "garden"];
const text = (row: number): string =>
  `review ${row * row + 7} of the ${subjects[row % 5]} by ${1000 - row * 13} readers`;
const sound: readonly Planted[] = Array.from({ length: 50 }, (_, row) => {
  const label = row % 2 ? "good" : "bad";
  // Some rows are two lines, so that lines and records are not the same.
  return { row: row % 7 === 3 ? `"${text(row)}\nand more",${label}` : `${text(row)},${label}` };
});

/** Rows with a fault each. What repeats a text repeats the first row, which stays in front. */
const faulty: readonly Required<Planted>[] = [
  { row: `${text(0)},bad`, code: "TEXTS_REPEATED" },
  { row: `${text(0)},good`, code: "LABELS_CONFLICT" },
  { row: "one with a label in capitals,GOOD", code: "LABELS_ALIKE" },
  { row: '"  ",good', code: "TEXT_EMPTY" },
  { row: "this one was forgotten,", code: "LABEL_EMPTY" },
  { row: "too many, cells,good", code: "RECORD_REFUSED" },
  { row: "too few", code: "RECORD_REFUSED" },
  { row: '"a quote" that ends too early,good', code: "RECORD_REFUSED" },
  { row: "a null byte \0 in the text,good", code: "RECORD_REFUSED" },
  { row: "caf\ufffd au lait in the morning,good", code: "REPLACEMENT_CHARACTERS" },
  { row: "cafÃ© au lait in the evening,good", code: "MOJIBAKE" },
  {
    row: "浠婂ぉ鐨勫ぉ姘旂湡濂,good",
    code: "MOJIBAKE",
  },
  { row: "a bell \u0007 rings at noon,good", code: "CONTROL_CHARACTERS" },
  { row: "salt &amp; pepper on the table,good", code: "HTML" },
  { row: "see https://example.org/a for the menu,good", code: "URLS" },
  { row: "sooooooooooooo good it was,good", code: "CHARACTERS_REPEATED" },
  { row: "x,good", code: "TEXT_OUTLIERS" },
];

const ended: Required<Planted> = { row: '"a quote that never closes,good', code: "RECORD_REFUSED" };

/** Some of the faults, each at a place among the sound rows, the first of which stays first. */
const files = fc
  .tuple(
    fc.subarray([...faulty]),
    fc.array(fc.nat({ max: sound.length - 2 }), { minLength: faulty.length }),
    fc.boolean(),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([chosen, places, isOpen, lineBreak]) => {
    const rows = [...sound];
    for (const [index, fault] of chosen.entries()) rows.splice(1 + (places[index] ?? 0), 0, fault);
    return { rows: isOpen ? [...rows, ended] : rows, lineBreak };
  });

/** The content of a file, and the line on which each fault begins. */
function written(rows: readonly Planted[], lineBreak: string) {
  let line = 2;
  const faults: { readonly code: FindingCode; readonly line: number }[] = [];
  for (const { row, code } of rows) {
    if (code !== undefined) faults.push({ code, line });
    line += row.split("\n").length;
  }
  const content = ["text,label", ...rows.map(({ row }) => row)].join("\n");
  return { content: `${content}\n`.replaceAll("\n", lineBreak), faults };
}

test("every fault of a file is found on its line, wherever it stands and whatever else does", async () => {
  await fc.assert(
    fc.asyncProperty(files, async ({ rows, lineBreak }) => {
      const { content, faults } = written(rows, lineBreak);
      await writeFile(path("rows.csv"), content);
      const { findings } = await checkData(path("rows.csv"), { nearDuplicates: false });
      const found = findings.flatMap(({ code, rows: places }) =>
        places.map(({ line }) => ({ code, line })),
      );
      for (const fault of faults) expect(found).toContainEqual(fault);
      // Nothing is found where nothing was planted, but for labels, which are told by their first rows.
      const lines = new Set(faults.map(({ line }) => line));
      const others = found.filter(({ code, line }) => code !== "LABEL_RARE" && !lines.has(line));
      expect(others).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test("leaks and unknown labels are found on their lines in the other files", async () => {
  const place = fc.nat({ max: 20 });
  await fc.assert(
    fc.asyncProperty(place, place, async (leakAt, labelAt) => {
      const { content } = written(sound, "\n");
      await writeFile(path("train.csv"), content);
      const fresh = Array.from(
        { length: 20 },
        (_, row) => `fresh text ${row * 31} of the town,good`,
      );
      fresh.splice(leakAt, 0, `${text(11)},good`);
      await writeFile(path("dev.csv"), `text,label\n${fresh.join("\n")}\n`);
      const test = Array.from({ length: 20 }, (_, row) => `another text ${row * 17} by me,bad`);
      test.splice(labelAt, 0, "a text of its own,bda");
      await writeFile(path("test.csv"), `text,label\n${test.join("\n")}\n`);
      const { findings } = await checkData(path("train.csv"), {
        validation: path("dev.csv"),
        test: path("test.csv"),
        nearDuplicates: false,
      });
      expect(findings).toMatchObject([
        { code: "LABEL_UNKNOWN", rows: [{ file: path("test.csv"), line: labelAt + 2 }] },
        { code: "TEXTS_SHARED", rows: [{ file: path("dev.csv"), line: leakAt + 2 }] },
      ]);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test("answers and spans whose offsets were shifted are found on their lines", async () => {
  const shift = fc.integer({ min: -3, max: 3 }).filter((by) => by !== 0);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(shift), { minLength: 1, maxLength: 5 }), async (shifts) => {
      const context = "In 1783 Warsaw 😀 was the capital of the land, and its river the Vistula.";
      const start = context.indexOf("capital");
      // SQuAD's own offsets count code points: one less behind the emoji.
      const answers = shifts.map((by, id) => ({
        id,
        context,
        question: `What was it in the year ${id}?`,
        answers: { text: ["capital"], answer_start: [start - 1 + (by ?? 0)] },
      }));
      await writeFile(path("qa.jsonl"), answers.map((row) => JSON.stringify(row)).join("\n"));
      const spans = shifts.map((by, id) => ({
        text: `Number ${id} is by Ada`,
        spans: [
          [
            `Number ${id} is by `.length + Math.abs(by ?? 0),
            `Number ${id} is by Ada`.length + Math.abs(by ?? 0),
            "PER",
          ],
        ],
      }));
      await writeFile(path("ner.jsonl"), spans.map((row) => JSON.stringify(row)).join("\n"));
      const expected = shifts.flatMap((by, row) => (by === null ? [] : [row + 1]));
      for (const [file, code] of [
        ["qa.jsonl", "ANSWER_MISPLACED"],
        ["ner.jsonl", "SPAN_OUTSIDE"],
      ] as const) {
        const { findings } = await checkData(path(file), { nearDuplicates: false });
        const found = findings.filter((finding) => finding.code === code);
        expect(found.flatMap(({ rows }) => rows.map(({ line }) => line))).toEqual(expected);
      }
    }),
    { numRuns: 30 },
  );
}, 60_000);

test("a byte of a wrong encoding ends the check with its line and its place in the line", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 5 }), async (row, at) => {
      const { content } = written(sound, "\n");
      const lines = content.split("\n");
      const line = 1 + row;
      const before = Buffer.from(lines.slice(0, line).join("\n"));
      const after = Buffer.from(lines.slice(line).join("\n"));
      const bytes = Buffer.concat([
        before,
        Buffer.from("\n"),
        after.subarray(0, at),
        Buffer.of(0xe9),
        after.subarray(at),
      ]);
      await writeFile(path("latin.csv"), bytes);
      await expect(checkData(path("latin.csv"))).rejects.toMatchObject({
        code: "FILE_ENCODING",
        details: { line: line + 1, byte: at + 1 },
      });
    }),
    { numRuns: 30 },
  );
}, 60_000);
