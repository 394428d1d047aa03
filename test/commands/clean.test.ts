import { expect, test } from "vitest";
import { workplace } from "./workplace.js";

const place = workplace();

const tweets = [
  "id,text,label,note",
  '1,"RT @Jane: LOVED it',
  ' http://t.co/x",positive,"a ""b"""',
  "2,@Bob http://t.co/y,negative,",
  '3,rt : loved it,negative,""',
  "4,,neutral,007",
  "5,RT @Ann: loved it,negative,x",
];
const write = () => place.write("tweets.csv", `${tweets.join("\n")}\n`);
const clean = (...words: string[]) => place.berth("data", "clean", "tweets.csv", ...words);

test("a file is cleaned into another, with its steps beside it; all other cells stay", async () => {
  await write();
  const { status, stdout, stderr } = await clean("--preset", "tweets", "--output", "clean.csv");
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      'tweets.csv: column "text" is taken for the text (by its name); --text-column names another.\n' +
      "The rows are in clean.csv, the steps in clean.csv.cleaning.json\n",
  });
  expect(stdout.split("\n").slice(0, 5)).toEqual([
    "step        settings                        changed  dropped  first rows",
    "lower-case                                        3        0  1, 2, 5",
    "mentions    with= match=letters-and-digits        3        0  1, 2, 5",
    "links       with= match=http-words                2        0  1, 2",
    "spaces                                            2        0  1, 2",
  ]);
  expect(await place.read("clean.csv")).toBe(
    [
      "id,text,label,note",
      '1,rt : loved it,positive,"a ""b"""',
      '2,"",negative,',
      '3,rt : loved it,negative,""',
      "4,,neutral,007",
      "5,rt : loved it,negative,x",
      "",
    ].join("\n"),
  );
  expect((await place.readJson("clean.csv.cleaning.json")).steps[1]).toEqual({
    step: "mentions",
    with: "",
    match: "letters-and-digits",
  });
});

test("what the readers read can be cleaned: other encodings, JSON lists, and --limit stops before faults", async () => {
  await place.write("wide.json", Buffer.from('\ufeff[{"text": "很  好", "n": 1.50}]', "utf16le"));
  const words = ["--steps", "spaces", "--quiet"];
  const run = (...more: string[]) => place.berth("data", "clean", ...more, ...words);
  expect(await run("wide.json", "--output", "narrow.json")).toMatchObject({ status: 0 });
  expect(await place.read("narrow.json")).toBe('[\n{"text": "很 好", "n": 1.50}\n]\n');
  await place.write("faulty.csv", "text,label\na  b,1\nc  d,2\none cell\n");
  expect(await run("faulty.csv", "--output", "two.tsv", "--limit", "2")).toMatchObject({
    status: 0,
  });
  expect(await place.read("two.tsv")).toBe("text\tlabel\na b\t1\nc d\t2\n");
});

test("nothing that is there is replaced without --force, the file of steps neither", async () => {
  await write();
  await place.write("kept.csv", "mine");
  const words = ["--steps", "spaces", "--output", "kept.csv"];
  expect(await clean(...words)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("OUTPUT_EXISTS  kept.csv: is there already"),
  });
  expect(await place.read("kept.csv")).toBe("mine");
  await place.write("other.csv.cleaning.json", "mine");
  expect((await clean("--steps", "spaces", "--output", "other.csv")).status).toBe(1);
  expect((await clean(...words, "--force")).status).toBe(0);
  expect(await place.read("kept.csv")).toContain("rt : loved it");
});

test("a recorded pipeline does the same again, and may replace the file that it reads", async () => {
  await write();
  await clean(
    "--steps",
    "lower-case,links=<url>,missing:in=text",
    "--drop-duplicates",
    "majority",
    "--output",
    "once.csv",
  );
  const { status } = await clean(
    "--pipeline",
    "once.csv.cleaning.json",
    "--output",
    "tweets.csv",
    "--force",
  );
  expect(status).toBe(0);
  expect(await place.read("tweets.csv")).toBe(await place.read("once.csv"));
  expect(await place.read("once.csv")).toBe(
    [
      "id,text,label,note",
      '1,"rt @jane: loved it',
      ' <url>",positive,"a ""b"""',
      "2,@bob <url>,negative,",
      '3,rt : loved it,negative,""',
      "5,rt @ann: loved it,negative,x",
      "",
    ].join("\n"),
  );
});

test("a dry run shows texts before and after, and writes nothing", async () => {
  await write();
  const before = await place.hashes();
  const { stdout, status } = await clean(
    "--preset",
    "tweets",
    "--drop-duplicates",
    "text",
    "--dry-run",
  );
  expect(status).toBe(0);
  expect(stdout).toContain(
    'Row 1\n  before  "RT @Jane: LOVED it\\n http://t.co/x"\n  after   "rt : loved it"\n',
  );
  expect(stdout).toContain('Row 3\n  before  "rt : loved it"\n  after   dropped\n');
  expect(stdout).toContain("5 rows read, 3 left");
  expect(await place.hashes()).toEqual(before);
});

test("--json tells counts and first rows; --limit reads only so many", async () => {
  await write();
  const words = ["--steps", "spaces", "--limit", "2", "--output", "two.jsonl", "--json", "--quiet"];
  const { stdout, stderr } = await clean(...words);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({
    output: "two.jsonl",
    rows: { read: 2, left: 2 },
    steps: [{ step: "spaces", changed: 1, dropped: 0, firstRows: [1] }],
    examples: [{ row: 1, after: "RT @Jane: LOVED it http://t.co/x", dropped: false }],
  });
  expect((await place.read("two.jsonl")).split("\n")).toHaveLength(3);
});

test.each([
  [[], 2, "USAGE  no steps: give --preset, --steps, --pipeline or --drop-duplicates"],
  [
    ["--preset", "tweets", "--steps", "spaces"],
    2,
    "USAGE  --preset, --steps and --pipeline: give one of them",
  ],
  [["--preset", "tweet"], 2, "CLEANING_UNKNOWN"],
  [["--steps", "spaces"], 2, "USAGE  --output: must be given"],
  [
    ["--steps", "spaces", "--output", "a.xlsx"],
    1,
    "FORMAT_UNKNOWN  a.xlsx: a table is written as .csv, .tsv, .jsonl, .json, .parquet",
  ],
  [["--steps", "lowercase", "--dry-run"], 2, "Did you mean lower-case?"],
  [["--steps", "spaces", "--output", "a.csv", "--text-column", "txt"], 1, "COLUMN_MISSING"],
  [["--steps", "emoji", "--output", "a.tsv"], 1, "CELL_UNWRITABLE"],
])("%j ends with status %i", async (words, status, sentence) => {
  await write();
  const outcome = await clean(...words);
  expect(outcome.stderr).toContain(sentence);
  expect(outcome.status).toBe(status);
});

const marked = {
  "doccano.jsonl": { text: "I   met Ada", label: [[8, 11, "PER"]] },
  "answers.jsonl": {
    context: "I   met Ada",
    question: "Whom?",
    answers: { text: ["Ada"], answer_start: [8] },
  },
  "starts.jsonl": {
    context: "I   met Ada",
    question: "Whom?",
    answer_text: "Ada",
    answer_start: 8,
  },
};

test.each(Object.entries(marked))(
  "%s: texts whose places are told are refused by steps and edits that would move them",
  async (name, row) => {
    await place.write(name, `${JSON.stringify(row)}\n`);
    const text = name === "doccano.jsonl" ? [] : ["--text-column", "context"];
    const steps = (list: string) =>
      place.berth("data", "clean", name, "--steps", list, "--dry-run", ...text);
    const moved = await steps("spaces");
    expect(moved.stderr).toContain("CLEANING_OFFSETS");
    expect(moved.status).toBe(1);
    expect(await steps("duplicates")).toMatchObject({ status: 0 });
    const words = ["--methods", "insert", "--output", "more.jsonl", ...text];
    const edited = await place.berth("data", "augment", name, ...words);
    expect(edited.stderr).toContain("SETTING_UNFIT");
    expect(edited.status).toBe(2);
  },
);

test("texts that no places are in are cleaned beside marked ones", async () => {
  const row = { text: "Ada", spans: [[0, 3, "PER"]], title: "a  b" };
  await place.write("titles.jsonl", `${JSON.stringify(row)}\n`);
  const words = ["--steps", "spaces", "--text-column", "title", "--dry-run"];
  expect(await place.berth("data", "clean", "titles.jsonl", ...words)).toMatchObject({ status: 0 });
});
