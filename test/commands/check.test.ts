import { expect, test } from "vitest";
import { type Json, workplace } from "./workplace.js";

const place = workplace();

const sound = Array.from({ length: 30 }, (_, row) => {
  const subject = ["weather", "debate", "kitchen", "journey", "garden"][row % 5];
  return `review ${row * row + 7} of the ${subject} by ${1000 - row * 13} readers,${row % 2 ? "good" : "bad"}`;
});
const csv = (...rows: readonly string[]): string => `text,label\n${rows.join("\n")}\n`;

test("a file without faults is checked with status 0, and the report says what it holds", async () => {
  await place.write("sound.csv", csv(...sound));
  const { status, stdout } = await place.berth("data", "check", "sound.csv", "--quiet");
  expect(status).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "           rows  distinct texts  refused
    sound.csv    30              30        0

    text: column "text"; label: column "label", 2 labels

    label  id  train
    bad     0     15  50.0 %
    good    1     15  50.0 %

    characters: 37 to 40, mean 39.2, median 39, 95 % up to 40; mostly en (100 %)

    no errors, no warnings, no notes
    "
  `);
});

test("errors are shown with their lines and end with status 1", async () => {
  await place.write("faulty.csv", csv(...sound, ",good", "a, b,bad", "twice,good", "twice,bad"));
  const { status, stdout, stderr } = await place.berth("data", "check", "faulty.csv", "--quiet");
  expect(status).toBe(1);
  expect(stdout).toMatchInlineSnapshot(`
    "            rows  distinct texts  refused
    faulty.csv    33              31        1

    text: column "text"; label: column "label", 2 labels

    label  id  train
    bad     0     16  48.5 %
    good    1     17  51.5 %

    characters: 5 to 40, mean 37.1, median 39, 95 % up to 40; mostly en (100 %)

    error  RECORD_REFUSED  1 record cannot be read (ROW_CELLS): faulty.csv line 33: a row must have as many cells as the header, 2; this one has 3. Put a cell that contains "," in double quotes
        line 33 (row 32)

    error  TEXT_EMPTY  column "text" must hold a text; 1 cell of it is empty
        line 32 (row 31): text
        mend: berth data clean faulty.csv --steps missing:in=text --text-column text --output faulty-clean.csv

    warning  LABELS_CONFLICT  1 text has different labels in different rows; no model can learn both
        line 35 (row 34): label: bad; row 33 says good: twice
        mend: berth data clean faulty.csv --drop-duplicates majority --output faulty-clean.csv

    warning  TEXTS_REPEATED  1 row repeats the text of an earlier row (31 distinct texts); a random split would put copies on both sides
        line 35 (row 34): text: twice
        mend: berth data split faulty.csv --output parts --group-by near-duplicates

    2 errors, 2 warnings, no notes
    "
  `);
  expect(stderr).toMatchInlineSnapshot(`
    "DATA_FAULTY  faulty.csv: 2 errors, 2 warnings, no notes. The report says where, and what mends them
    "
  `);
});

test("warnings end with status 1 only under --strict; JSON holds the whole report", async () => {
  await place.write("twice.csv", csv(...sound, "the same one,good", "the same one,good"));
  const words = ["data", "check", "twice.csv", "--json", "--quiet"];
  const { status, stdout } = await place.berth(...words);
  expect(status).toBe(0);
  const { findings, counts } = JSON.parse(stdout);
  expect(counts).toEqual({ error: 0, warning: 1, note: 0 });
  expect(findings).toEqual([
    {
      code: "TEXTS_REPEATED",
      severity: "warning",
      count: 1,
      rows: [{ file: "twice.csv", record: 32, line: 33, column: "text", value: "the same one" }],
      sentence: expect.any(String),
      mend: "berth data split twice.csv --output parts --group-by near-duplicates",
      details: { distinctTexts: 31 },
    },
  ]);
  const strict = await place.berth(...words, "--strict");
  expect([strict.status, strict.stdout]).toEqual([1, stdout]);
  expect(strict.stderr).toContain("DATA_FAULTY  twice.csv: no errors, 1 warning, no notes");
});

test("a model tells tokens, and pages are written in two languages, never over another", async () => {
  await place.write("sound.csv", csv(...sound));
  const words = ["sound.csv", "--model", "bert", "--html", "page.html", "--quiet"];
  const { status, stdout } = await place.berth("data", "check", ...words, "--lang", "zh");
  expect([status, stdout]).toEqual([0, expect.stringContaining("suggested: --max-length")]);
  const page = await place.read("page.html");
  expect(page).toContain('<html lang="zh">');
  expect(page).toContain("数据检查");
  expect(page).toContain("<svg");
  const again = await place.berth("data", "stats", ...words);
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining("OUTPUT_EXISTS")]);
  const forced = await place.berth("data", "stats", ...words, "--force");
  expect(forced.status).toBe(0);
  expect(await place.read("page.html")).toContain("What the data holds");
});

test("a run notes what the check finds, and its report shows the rows", async () => {
  const rows = [...sound, "the same one,good", "the same one,good", "the same one,bad"];
  await place.write("noted.csv", csv(...rows));
  const { status, stderr } = await place.berth(
    ...["finetune", "--train", "noted.csv", "--model", "bert", "--output", "noted"],
    ...["--epochs", "1", "--batch-size", "8", "--engine", "onnxruntime"],
  );
  expect(status).toBe(0);
  expect(stderr).toContain("data: 1 text has different labels in different rows");
  expect(stderr).toContain("data: berth data check noted.csv shows the rows");
  expect(await place.read("noted/report.html")).toContain("LABELS_CONFLICT");
});

test("statistics count rows, columns and labels; the sample is the seed's", async () => {
  const { status, stdout } = await place.berth("data", "stats", "train.csv", "--quiet");
  expect(status).toBe(0);
  expect(stdout).toContain("(40, 2): 40 rows, 2 columns");
  const words = ["data", "stats", "train.csv", "--sample", "3", "--json", "--quiet"];
  const [one, same, other] = await Promise.all([
    place.berth(...words),
    place.berth(...words),
    place.berth(...words, "--seed", "1"),
  ]);
  expect(one.stdout).toBe(same.stdout);
  expect(JSON.parse(one.stdout).sample).toHaveLength(3);
  expect(JSON.parse(other.stdout).sample).not.toEqual(JSON.parse(one.stdout).sample);
});

test("rows are converted by the ending of the name; a faulty one leaves no file", async () => {
  const words = ["data", "convert", "train.csv", "--output", "out/train.jsonl", "--quiet"];
  const { status, stdout } = await place.berth(...words);
  expect([status, stdout]).toEqual([0, "40 rows as jsonl\n"]);
  expect((await place.read("out/train.jsonl")).trimEnd().split("\n")).toHaveLength(40);
  const again = await place.berth(...words);
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining("OUTPUT_EXISTS")]);
  await place.write("ragged.csv", csv("a,good", "b, c,bad", "d,bad"));
  const ragged = await place.berth("data", "convert", "ragged.csv", "--output", "ragged.parquet");
  expect([ragged.status, ragged.stderr]).toEqual([1, expect.stringContaining("ROW_CELLS")]);
  await expect(place.read("ragged.parquet")).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([
  ["jsonl", (rows: Json[]) => rows.map(({ text }) => text)],
  ["conll", (rows: Json[]) => rows.map(({ tokens }) => tokens.join(" "))],
])("rows that nobody annotated are not converted to %s", async (to, textsOf) => {
  const value = { start: 0, end: 3, text: "Ada", labels: ["PER"] };
  const told = [{ result: [{ value }] }];
  const tasks = [
    { data: { text: "nobody looked" }, annotations: [] },
    { data: { text: "Ada met Bob" }, annotations: told },
    { data: { text: "nor here" }, annotations: [{ result: [], was_cancelled: true }] },
    { data: { text: "nothing here" }, annotations: [{ result: [] }] },
  ];
  await place.write("tasks.json", JSON.stringify(tasks));
  const words = ["data", "convert", "tasks.json", "--output", `tasks.${to}`];
  const { status, stdout, stderr } = await place.berth(...words);
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: `2 rows as ${to}\n`,
    stderr: expect.stringContaining(
      "tasks.json: 2 rows without spans, which nobody annotated, are left out: the file would say that nothing is marked there.\n",
    ),
  });
  const again = ["data", "convert", `tasks.${to}`, "--output", `again-${to}.json`];
  expect((await place.berth(...again)).status).toBe(0);
  const rows = await place.readJson(`again-${to}.json`);
  expect(textsOf(rows)).toEqual(["Ada met Bob", "nothing here"]);

  // A fault is told by the place in the file that was given.
  const odd = {
    data: { text: "Ada" },
    annotations: [{ result: [{ value: { ...value, labels: ["a b"] } }] }],
  };
  await place.write("tasks.json", JSON.stringify([...tasks, odd]));
  if (to === "conll") expect((await place.berth(...words, "--force")).stderr).toContain("row 5");
});

test("a TFRecord holds a record for each row", async () => {
  const words = ["data", "convert", "train.csv", "--output", "train.tfrecord", "--quiet"];
  const without = await place.berth(...words);
  expect([without.status, without.stderr]).toEqual([2, expect.stringContaining("--model")]);
  const { status, stdout } = await place.berth(...words, "--model", "bert", "--max-length", "16");
  expect([status, stdout]).toEqual([0, "40 rows as tfrecord\n"]);
});

test("the command that mends HTML does: run, it leaves nothing to find", async () => {
  const rows = sound.map((row) => `x<br />|${row.replace(",", "<br />|")}`);
  await place.write("tags.txt", `note|body|label\n${rows.join("\n")}\n`);
  const read = [
    "--format",
    "csv",
    "--delimiter",
    "|",
    "--text-column",
    "body",
    "--quiet",
    "--json",
  ];
  const { stdout } = await place.berth("data", "check", "tags.txt", ...read);
  const { findings } = JSON.parse(stdout);
  const { mend } = findings.find(({ code }: { code: string }) => code === "HTML");
  const words = (mend as string).split(" ").map((word) => word.replaceAll("'", ""));
  expect(await place.berth(...words.slice(1))).toMatchObject({ status: 0 });
  const again = await place.berth(
    "data",
    "check",
    "tags-clean.csv",
    "--text-column",
    "body",
    "--json",
  );
  expect(JSON.parse(again.stdout).findings).toEqual([]);
});

test("the commands that mend do so when they are pasted", async () => {
  const texts = Array.from({ length: 30 }, (_, row) => `review ${row * row + 7} of ${row}`);
  const mended = async (name: string, lines: readonly string[], ...words: readonly string[]) => {
    await place.write(name, `${lines.join("\n")}\n`);
    const { stdout } = await place.berth("data", "check", name, "--json", "--quiet", ...words);
    const { findings } = JSON.parse(stdout) as Json;
    const commands: (string | null)[] = findings.map(({ mend }: Json) => mend);
    for (const command of commands) {
      // What trains is slow, and no cleaning.
      if (command === null || command.startsWith("berth finetune")) continue;
      const typed = command.split(" ").slice(1);
      const unquoted = typed.map((word) => word.replace(/^'(.*)'$/, "$1"));
      const { status, stderr } = await place.berth(...unquoted, "--force", "--quiet");
      expect([command, status, stderr]).toEqual([command, 0, ""]);
    }
    return findings.map(({ code }: Json) => code as string);
  };
  const empty = [
    [
      "pairs.csv",
      "sentence1,sentence2,label",
      (text: string, row: number) => `${text},b,${row % 2}`,
      "c,,1",
    ],
    ["reg.csv", "text,score", (text: string, row: number) => `${text},${row / 10}`, "c,"],
    ["ml.csv", "text,labels", (text: string, row: number) => `${text},"['a','b${row % 2}']"`, "c,"],
  ] as const;
  for (const [name, header, line, last] of empty) {
    const codes = await mended(name, [header, ...texts.map(line), last]);
    expect(codes).toContain(name === "pairs.csv" ? "TEXT_EMPTY" : "LABEL_EMPTY");
    const clean = name.replace(".csv", "-clean.csv");
    expect((await place.berth("data", "check", clean, "--quiet")).status).toBe(0);
  }
  const rows = texts.map((text, row) => `${text}\t${row % 2 ? "a" : "b"}`);
  const tsv = ["text\tlabel", ...rows, "two&#10;lines\ta", "one\trare", `${texts[0]}\tb`];
  expect(await mended("rare.tsv", tsv)).toEqual(
    expect.arrayContaining(["HTML", "LABEL_RARE", "TEXTS_REPEATED"]),
  );
  expect(await mended("quoted.tsv", [...tsv, '"a\ttab"\ta'], "--quote", '"')).toContain("HTML");
}, 600_000);
