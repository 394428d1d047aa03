import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import fixture from "../../test/fixtures/checking.json" with { type: "json" };
import { temporaryFolder } from "../../test/temporary-folder.js";
import {
  nearDuplicateGroups,
  partCounts,
  readTable,
  splitRows,
  writeTable,
} from "../records/index.js";
import { histogram } from "./histogram.js";
import { type CheckReport, type CheckSettings, checkData, type FindingCode } from "./index.js";

const path = temporaryFolder();
const { train, validation, test: tested } = fixture.parts;

/** The report of a file with this content. */
async function reportOf(
  name: string,
  content: string | Uint8Array,
  settings: CheckSettings = {},
): Promise<CheckReport> {
  await writeFile(path(name), content);
  return checkData(path(name), settings);
}

const found = ({ findings }: CheckReport, code: FindingCode) =>
  findings.filter((finding) => finding.code === code);

const lines = (report: CheckReport, code: FindingCode): number[] =>
  found(report, code).flatMap(({ rows }) => rows.map(({ line }) => line));

/** Rows that have nothing to find, to plant faults among. */
const sound = Array.from({ length: 40 }, (_, row) => {
  const subject = ["weather", "debate", "kitchen", "journey", "garden"][row % 5];
  return `review ${row * row + 7} of the ${subject} by ${1000 - row * 13} readers,${row % 2 ? "good" : "bad"}`;
});
const csv = (...rows: readonly string[]): string => `text,label\n${rows.join("\n")}\n`;

test("counts of equal texts, labels and lengths are those of pandas and numpy", async () => {
  const columns = ["text", "label"];
  for (const [name, part] of Object.entries(fixture.parts)) {
    await writeTable(path(`${name}.jsonl`), { columns, rows: part.rows });
  }
  const report = await checkData(path("train.jsonl"), {
    validation: path("validation.jsonl"),
    test: path("test.jsonl"),
    nearDuplicates: false,
  });
  expect(report.distinctTexts).toBe(fixture.distinct);
  expect(
    report.files.map(({ rows, distinctTexts, sharedTexts, sharedRows }) => [
      rows,
      distinctTexts,
      sharedTexts,
      sharedRows,
    ]),
  ).toEqual([
    [400, train.distinct, 0, 0],
    ...[validation, tested].map((part) => [
      part.rows.length,
      part.distinct,
      part.shared_texts,
      part.shared_rows,
    ]),
  ]);
  const repeated = train.repeated + validation.repeated + tested.repeated;
  expect(found(report, "TEXTS_REPEATED")[0]?.count).toBe(repeated);
  expect(found(report, "LABELS_CONFLICT")[0]?.count).toBe(fixture.conflicts);
  expect(found(report, "TEXTS_SHARED")[0]?.count).toBe(fixture.in_several_parts);
  expect(report.labels).toEqual(
    (["bad", "fine", "good"] as const).map((label) => ({
      label,
      rows: [train, validation, tested].map(({ labels }) => labels[label]),
    })),
  );
  const { mean, smallest, largest, median, histogram: shown } = report.characters ?? {};
  expect({ mean, smallest, largest, median, ...shown }).toEqual({
    ...fixture.characters,
    mean: expect.closeTo(fixture.characters.mean, 9),
    edges: fixture.characters.edges.map((edge) => expect.closeTo(edge, 9)),
  });
});

test.each(fixture.histograms)("$bins bins are numpy's", ({ values, bins, edges, counts }) => {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const made = histogram(times, bins);
  expect(made.counts).toEqual(counts);
  expect(made.edges).toEqual(edges.map((edge) => expect.closeTo(edge, 9)));
});

test("rows without a fault have no findings", async () => {
  const report = await reportOf("sound.csv", csv(...sound), { nearDuplicates: false });
  expect(report.findings).toEqual([]);
  expect(report.counts).toEqual({ error: 0, warning: 0, note: 0 });
});

/** A fault, planted behind the sound rows: lines 42 and on. */
const planted: readonly (readonly [
  title: string,
  rows: readonly string[],
  code: FindingCode,
  lines: readonly number[],
])[] = [
  ["a blank text", ['"  ",good'], "TEXT_EMPTY", [42]],
  ["a missing label", ["no label here,"], "LABEL_EMPTY", [42]],
  ["a text that comes again", ["a new one,good", "a new one,good"], "TEXTS_REPEATED", [43]],
  ["one text with two labels", ["a new one,good", "a new one,bad"], "LABELS_CONFLICT", [43]],
  [
    "spaces around a text, which is the same one",
    ["a new one,good", " a new one ,bad"],
    "LABELS_CONFLICT",
    [43],
  ],
  ["labels that differ in case", ["a new one,Good"], "LABELS_ALIKE", [42]],
  ["a label in full-width letters", ["a new one,ｇｏｏｄ"], "LABELS_ALIKE", [42]],
  ["a rare label", ["a new one,fine"], "LABEL_RARE", [42]],
  ["too many cells", ["a, b,good"], "RECORD_REFUSED", [42]],
  ["too few cells", ["alone"], "RECORD_REFUSED", [42]],
  ["text behind a quote", ['"a" b,good'], "RECORD_REFUSED", [42]],
  [
    "a quote that never closes",
    ["fine so far,good", '"a new one,good', "next,bad"],
    "RECORD_REFUSED",
    [43],
  ],
  ["a null byte", ["a\0b,good"], "RECORD_REFUSED", [42]],
  ["a fault behind a line break", ['"two\nlines",good', "a, b,good"], "RECORD_REFUSED", [44]],
  ["a cell of 10 MB", [`${"long ".repeat(2_000_000)}end,good`], "TEXT_OUTLIERS", [42]],
  ["a text of one sign", ["x,good"], "TEXT_OUTLIERS", [42]],
  ["a bell", ["a bell \u0007 rings,good"], "CONTROL_CHARACTERS", [42]],
  ["a space without width", ["in\u200bvisible,good"], "CONTROL_CHARACTERS", [42]],
  ["a lost sign", ["caf\ufffd au lait,good"], "REPLACEMENT_CHARACTERS", [42]],
  ["UTF-8 read as Latin-1", ["cafÃ© au lait,good"], "MOJIBAKE", [42]],
  ["UTF-8 read as Windows-1252", ["itâ€™s fine,good"], "MOJIBAKE", [42]],
  ["Chinese UTF-8 read as Windows-1252", ["å¾ˆå¥½ï¼Œä¸é”™,good"], "MOJIBAKE", [42]],
  ["GBK read as Latin-1", ["ºÜºÃ²»´í,good"], "MOJIBAKE", [42]],
  ["UTF-8 read as GBK", ["浠婂ぉ鐨勫ぉ姘,good"], "MOJIBAKE", [42]],
  ["U+FFFD read as GBK", ["锟斤拷锟斤拷,good"], "MOJIBAKE", [42]],
  ["an entity", ["salt &amp; pepper,good"], "HTML", [42]],
  ["a tag", ["so <b>good</b>,good"], "HTML", [42]],
  ["a link", ["see https://example.org/a for more,good"], "URLS", [42]],
  ["a sign that repeats", ["sooooooooooo good,good"], "CHARACTERS_REPEATED", [42]],
];

test.each(planted)("%s is found on its line", async (_, rows, code, expected) => {
  const report = await reportOf("planted.csv", csv(...sound, ...rows), { nearDuplicates: false });
  expect(lines(report, code)).toEqual(expected);
});

test.each([
  ["German quotation marks", "Er sagte „groß“ und ging"],
  ["French quotation marks", "Un « CAFÉ» à l’été"],
  ["accents", "àéîõü ÀÉÎÕÜ ñ ß ø å"],
  ["less and more", "1 < 2 > 0 && AT&T; R&D"],
  ["words in angle brackets", "List<String> if a <b and c> d <unk> <url>"],
  ["emoji of several signs", "👩‍👩‍👧‍👦 and 🏳️‍🌈"],
  ["Persian", "می‌خواهم"],
  ["Chinese", "今天的天气真好，我们鏖战到天明"],
])("%s are no fault", async (_, text) => {
  const report = await reportOf("fine.csv", csv(...sound, `"${text}",good`), {
    nearDuplicates: false,
  });
  expect(report.findings).toEqual([]);
});

test("nearly equal texts are found across files, with their originals", async () => {
  const text = "The quick brown fox jumps over the lazy dog near the river bank at dawn";
  await writeFile(path("other.csv"), csv(`${text}!,good`, "something else entirely here,bad"));
  const content = csv(...sound.slice(0, 2), `${text},good`);
  const report = await reportOf("alike.csv", content, { validation: path("other.csv") });
  const spilled = { validation: path("other.csv"), mostTexts: 2 };
  expect(await reportOf("alike.csv", content, spilled)).toEqual(report);
  const [alike] = found(report, "TEXTS_ALIKE");
  expect(alike).toMatchObject({
    count: 1,
    rows: [{ file: path("other.csv"), line: 2, value: `${text}! (like train row 3)` }],
    details: { clusters: 1, clustersInSeveralParts: 1 },
  });
});

test("texts of one template, too many to compare every pair, are said to be compared in part", async () => {
  const row = (id: number): string =>
    `Order ${((id + 1) * 2654435761) % 1e10} was sent to our customer number ${(id * 40503) % 1e6} today,${id % 2 ? "good" : "bad"}`;
  const content = csv(...Array.from({ length: 400 }, (_, id) => row(id)));
  const reports = [
    await reportOf("template.csv", content),
    await reportOf("template.csv", content, { mostTexts: 100 }),
  ];
  for (const report of reports) {
    const [note] = found(report, "CHECK_LEFT_OUT");
    expect(note).toMatchObject({ severity: "note", details: { check: "near-duplicates" } });
    expect(note?.count).toBeGreaterThan(33);
    expect(note?.details["partlyCompared"]).toBe(note?.count);
    expect(note?.sentence).toMatch(
      /^near-duplicates: \d+ texts share much with more than 32 others/,
    );
  }
});

test("a tag that training refuses is found", async () => {
  const rows = ["B-PER", "U-LOC", "B_PER", "O", "PER"].map((tag) => ({
    tokens: ["Ada"],
    tags: [tag],
  }));
  const report = await reportOf(
    "tags.jsonl",
    rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
  );
  expect(found(report, "TAGS_BROKEN")).toMatchObject([
    {
      count: 2,
      rows: [
        { line: 3, column: "tags", value: expect.stringContaining('its tag "B_PER" is none of O') },
        { line: 5, column: "tags" },
      ],
    },
  ]);
});

test("short Chinese texts count among the languages", async () => {
  const titles = Array.from("春夏秋冬东西南北中", (sign) => `${sign}方城市的新闻`);
  const chinese = Array.from({ length: 90 }, (_, row) => `${titles[row % 9]},good`);
  const english = Array.from({ length: 10 }, () => "this is what people say about the weather,bad");
  const { languages } = await reportOf("titles.csv", csv(...chinese, ...english));
  expect(languages).toEqual({ zh: 0.9, en: 0.1 });
});

test("Chinese text directly behind a link or a topic tells its language", async () => {
  for (const before of ["http://t.cn/a1", "#新闻#"]) {
    const rows = Array.from("春夏秋冬", (sign) => `${before}${sign}天北方城市的新闻和天气,good`);
    expect((await reportOf("posts.csv", csv(...rows))).languages).toEqual({ zh: 1 });
  }
});

test("a validation label that training lacks is an error with the nearest label", async () => {
  await writeFile(path("other.csv"), csv("a text,good", "another text,goood"));
  const report = await reportOf("known.csv", csv(...sound), { validation: path("other.csv") });
  expect(found(report, "LABEL_UNKNOWN")).toMatchObject([
    {
      severity: "error",
      count: 1,
      rows: [{ file: path("other.csv"), record: 2, line: 3, column: "label", value: "goood" }],
      sentence: `label "goood" stands in 1 row of validation and in none of training (bad, good); did you mean "good"?`,
      details: { label: "goood", nearest: "good" },
    },
  ]);
});

test("one label only, and columns that cannot be told, are errors", async () => {
  const one = await reportOf("one.csv", csv("a text,good", "another text,good"));
  expect(found(one, "ONE_CLASS")).toHaveLength(1);
  const unclear = await reportOf("unclear.csv", "a,b\n1,2\n3,4\n");
  expect(found(unclear, "COLUMN_UNCLEAR")).toHaveLength(1);
});

test("columns of a further file may stand in another order", async () => {
  await writeFile(path("other.csv"), "label,text\ngood,a text of its own\n");
  const report = await reportOf("order.csv", csv(...sound), {
    validation: path("other.csv"),
    nearDuplicates: false,
  });
  expect(report.findings).toEqual([]);
});

test("a further file without the column of the label is refused", async () => {
  await writeFile(path("other.csv"), "text\na text of its own\nanother\n");
  const checked = reportOf("named.csv", csv(...sound), { validation: path("other.csv") });
  await expect(checked).rejects.toMatchObject({ code: "COLUMN_MISSING" });
});

test("a model tells tokens, texts that are cut, unknown tokens, and spans inside a token", async () => {
  const model = resolve(import.meta.dirname, "../../test/fixtures/tiny-bert");
  const known = Array.from({ length: 6 }, (_, row) => `good good,${row % 2 ? "good" : "bad"}`);
  const report = await reportOf("tokens.csv", csv(...known, "ꙮꙮꙮ,good"), {
    model,
    maxLength: 3,
    nearDuplicates: false,
  });
  // Six times [CLS] g ##o ##o ##d g ##o ##o ##d [SEP], and [CLS] [UNK] [SEP].
  expect(report.tokens).toMatchObject({
    count: 7,
    smallest: 3,
    largest: 10,
    suggestedMaxLength: 10,
    unknownShare: 1 / 63,
  });
  expect(lines(report, "TOKENS_UNKNOWN")).toEqual([8]);
  expect(found(report, "TEXTS_CUT")).toMatchObject([{ count: 6, details: { maxLength: 3 } }]);
  const spans = await reportOf(
    "borders.jsonl",
    '{"text": "good weather", "spans": [[0, 4, "A"], [4, 8, "B"]]}\n{"text": "fine", "spans": []}\n',
    { model },
  );
  expect(found(spans, "SPAN_BETWEEN_TOKENS")).toMatchObject([
    { count: 1, rows: [{ line: 1, value: '[4, 8, "B"]:  wea' }] },
  ]);
});

test("spans, tags and answers that do not fit are found", async () => {
  const spans = await reportOf(
    "spans.jsonl",
    [
      '{"text": "Ada met Bob", "spans": [[0, 3, "PER"], [8, 12, "PER"]]}',
      '{"text": "😀 Ada", "spans": [[3, 6, "PER"]]}',
      '{"text": "New York City", "spans": [[0, 8, "LOC"], [4, 13, "LOC"], [3, 3, "LOC"]]}',
      '{"text": "x", "spans": "no list"}',
    ].join("\n"),
  );
  expect(lines(spans, "SPAN_OUTSIDE")).toEqual([1, 3]);
  expect(lines(spans, "SPANS_CROSSING")).toEqual([3]);
  expect(lines(spans, "SPAN_BROKEN")).toEqual([4]);
  await writeFile(path("dev.conll"), "a O\nb B-ORG\n");
  const tags = await reportOf("train.conll", "Ada B-PER\nspeaks O\n\nall O\n", {
    validation: path("dev.conll"),
  });
  expect(found(tags, "TAG_UNKNOWN")).toMatchObject([{ count: 1, rows: [{ value: "B-ORG" }] }]);
  const broken = await reportOf("tags.jsonl", '{"tokens": ["a", "b"], "tags": ["O"]}\n');
  expect(lines(broken, "TAGS_BROKEN")).toEqual([1]);
  const answer = (text: string, start: number) => ({ text: [text], answer_start: [start] });
  const questions = [answer("capital", 14), answer("capital", 13), answer("river", 0)];
  const answers = await reportOf(
    "squad.jsonl",
    questions
      .map((answers, id) =>
        JSON.stringify({ id, context: "Warsaw is the capital.", question: `Q${id}?`, answers }),
      )
      .join("\n"),
  );
  expect(lines(answers, "ANSWER_MISPLACED")).toEqual([2, 3]);
  const flat = await reportOf(
    "flat.csv",
    [
      "question,context,answers,answer_start,Is_Impossible",
      ...[14, 13].map((start) => `Q${start}?,Warsaw is the capital.,capital,${start},False`),
      // Nothing is learnt of such a row's answer.
      "Where?,Warsaw is the capital.,Vistula,0,True",
    ].join("\n"),
  );
  expect(lines(flat, "ANSWER_MISPLACED")).toEqual([3]);
});

const data = resolve(import.meta.dirname, "../../../shared/data");
const isMissing = !existsSync(data);
if (isMissing) console.info(`skipped: the shared data sets are not at ${data}`);

describe.skipIf(isMissing)("public data sets", () => {
  test("the tweets have 13,871 rows, 10,402 texts, and a random split that leaks", async () => {
    const tweets = resolve(data, "gop-debate");
    const whole = await checkData(resolve(tweets, "Sentiment.csv"), { nearDuplicates: false });
    expect([whole.rows, whole.distinctTexts]).toEqual([13_871, 10_402]);
    const split = (name: string) => resolve(tweets, "seed-split", `${name}.csv`);
    const report = await checkData(split("train"), {
      validation: split("validation"),
      nearDuplicates: false,
    });
    // 376 rows, as the data's README has it.
    expect(report.files[1]).toMatchObject({ sharedTexts: 137, sharedRows: 376 });
  });

  test("a grouped split of the tweets shares no text", async () => {
    const { columns, rows } = await readTable(resolve(data, "gop-debate/Sentiment.csv"));
    const groups = nearDuplicateGroups(rows.map((row) => row[columns.indexOf("text")] ?? ""));
    const counts = partCounts(rows.length, [
      { name: "train", size: "rest" },
      { name: "validation", size: 0.1 },
    ]);
    const parts = splitRows(rows, counts, { seed: 42, groups });
    for (const [part, name] of ["grouped-train", "grouped-validation"].entries()) {
      const chosen = Array.from(parts[part] ?? [], (row) => rows[row] ?? []);
      await writeTable(path(`${name}.csv`), { columns, rows: chosen });
    }
    const report = await checkData(path("grouped-train.csv"), {
      validation: path("grouped-validation.csv"),
      nearDuplicates: false,
    });
    expect(report.files[1]?.sharedTexts).toBe(0);
    expect(found(report, "TEXTS_SHARED")).toEqual([]);
  });

  // The numbers of the data's README.
  test.each([
    ["cmrc2018/cmrc2018_trial.json", 5],
    ["cmrc2018/cmrc2018_dev.json", 200],
    ["squad/train-v1.1-first12.json", undefined],
  ])("%s has %s answers that are not at their place", async (name, count) => {
    const report = await checkData(resolve(data, name), { nearDuplicates: false });
    expect(found(report, "ANSWER_MISPLACED")[0]?.count).toBe(count);
  });
});
