import { expect, test } from "vitest";
import { readTable } from "../../src/records/index.js";
import { workplace } from "./workplace.js";

const place = workplace();

const tweets = Array.from({ length: 60 }, (_, row) => {
  const [text, mood] = [
    `"Speech ${row % 30}, held again tonight"`,
    ["good", "bad", "ugly"][row % 3],
  ];
  return `${row},${text},${mood},2015-08-${String(1 + (row % 28)).padStart(2, "0")},${row % 7}`;
});
const csv = `id,text,mood,day,author\n${tweets.join("\n")}\n`;

const records = async (file: string): Promise<string[]> =>
  (await place.read(file)).trimEnd().split("\n").slice(1);

test("a split writes every row, whole, to one of three files", async () => {
  await place.write("tweets.csv", csv);
  const facts = await place.json(
    "data",
    "split",
    "tweets.csv",
    "--output",
    "parts",
    "--stratify",
    "mood",
  );
  expect(facts).toEqual({
    file: "tweets.csv",
    output: "parts",
    rows: 60,
    parts: [
      {
        name: "train",
        files: ["parts/train.csv"],
        rows: 48,
        labels: { bad: 16, good: 16, ugly: 16 },
      },
      {
        name: "validation",
        files: ["parts/validation.csv"],
        rows: 6,
        labels: { bad: 2, good: 2, ugly: 2 },
      },
      { name: "test", files: ["parts/test.csv"], rows: 6, labels: { bad: 2, good: 2, ugly: 2 } },
    ],
    sharedTexts: expect.any(Number),
  });
  expect(facts.sharedTexts).toBeGreaterThan(0);
  const files = await Promise.all(
    ["train", "validation", "test"].map((name) => records(`parts/${name}.csv`)),
  );
  expect(files.flat().sort()).toEqual([...tweets].sort());
});

test("near-duplicates share no part, and the table says so", async () => {
  await place.write("tweets.csv", csv);
  const words = [
    "--group-by",
    "near-duplicates",
    "--similarity",
    "1",
    "--parts",
    "train=0.9,test=0.1",
  ];
  const { status, stdout, stderr } = await place.berth(
    "data",
    "split",
    "tweets.csv",
    "--output",
    "apart",
    ...words,
    "--label-column",
    "mood",
  );
  expect(status).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "       rows   share     bad    good    ugly
    train    54  90.0 %  33.3 %  33.3 %  33.3 %
    test      6  10.0 %  33.3 %  33.3 %  33.3 %

    groups: 30, none of them in two parts
    texts in more than one part: 0
    "
  `);
  expect(stderr).toContain("The files are in apart");
});

test("folds are folders with a training and a validation file", async () => {
  await place.write("tweets.csv", csv);
  await place.json(
    "data",
    "split",
    "tweets.csv",
    "--output",
    "folds",
    "--folds",
    "3",
    "--group-by",
    "author",
  );
  const folds = await Promise.all(
    [1, 2, 3].map(async (fold) => ({
      train: await records(`folds/fold-${fold}/train.csv`),
      validation: await records(`folds/fold-${fold}/validation.csv`),
    })),
  );
  expect(folds.flatMap(({ validation }) => validation).sort()).toEqual([...tweets].sort());
  for (const { train, validation } of folds) {
    expect([...train, ...validation].sort()).toEqual([...tweets].sort());
    const authors = new Set(train.map((row) => row.split(",").at(-1)));
    expect(validation.filter((row) => authors.has(row.split(",").at(-1)))).toEqual([]);
  }
});

test("a split by time keeps the latest rows for the last part; a cell that is no date is named", async () => {
  await place.write("tweets.csv", csv);
  await place.json(
    "data",
    "split",
    "tweets.csv",
    "--output",
    "time",
    "--by-time",
    "day",
    "--parts",
    "train=rest,test=4",
  );
  const days = (await records("time/test.csv")).map((row) => row.split(",").at(-2));
  expect(days.sort()).toEqual(["2015-08-27", "2015-08-27", "2015-08-28", "2015-08-28"]);
  await place.write("odd.csv", 'id,text,day\n1,"two\nlines",2015-08-01\n2,x,yesterday\n');
  const outcome = await place.berth(
    "data",
    "split",
    "odd.csv",
    "--output",
    "odd",
    "--by-time",
    "day",
  );
  expect(outcome).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(
      'TIME_UNREADABLE  odd.csv row 2 (line 4): column "day" must hold dates such as 2015-08-07 or 2015-08-07 09:54:46 -0700, or numbers; "yesterday" came',
    ),
  });
});

test("files that are there are replaced with --force only", async () => {
  await place.write("tweets.csv", csv);
  const words = ["data", "split", "tweets.csv", "--output", "twice"];
  expect((await place.berth(...words)).status).toBe(0);
  const before = await place.hashes("twice");
  const again = await place.berth(...words, "--seed", "7");
  expect(again).toMatchObject({
    status: 1,
    stderr:
      "OUTPUT_EXISTS  twice/train.csv: is there already; none was touched. Name another --output, or add --force to replace it\n",
  });
  expect(await place.hashes("twice")).toEqual(before);
  expect((await place.berth(...words, "--seed", "7", "--force")).status).toBe(0);
  expect(await place.hashes("twice")).not.toEqual(before);
});

test("the format stays that of the file: unquoted tabs, JSON lines, a JSON list, Parquet", async () => {
  await place.write("a.tsv", `text\tlabel\n${'say "x"\ta\nno\tb\n'.repeat(4)}`);
  await place.json("data", "split", "a.tsv", "--output", "tsv", "--parts", "a=0.5,b=0.5");
  expect(await place.read("tsv/a.tsv")).toMatch(/^text\tlabel\n((say "x"\ta|no\tb)\n){4}$/);
  await place.write("a.jsonl", '{"text": "中文", "label": 1}\n'.repeat(4));
  await place.json("data", "split", "a.jsonl", "--output", "jsonl", "--parts", "a=0.5,b=0.5");
  expect(await place.read("jsonl/a.jsonl")).toBe('{"text": "中文", "label": 1}\n'.repeat(2));
  await place.write("b.json", '[{"text": "中文", "label": 1.50},\n{"label": "x", "text": "a"}]');
  await place.json("data", "split", "b.json", "--output", "json", "--parts", "a=0.5,b=0.5");
  const parts = await Promise.all(["a", "b"].map((name) => place.read(`json/${name}.json`)));
  expect(parts.sort()).toEqual([
    '[\n{"text": "a", "label": "x"}\n]\n',
    '[\n{"text": "中文", "label": 1.50}\n]\n',
  ]);
  await place.json(
    "data",
    "augment",
    "train.csv",
    "--output",
    "train.parquet",
    "--methods",
    "delete",
  );
  await place.json(
    "data",
    "split",
    "train.parquet",
    "--output",
    "parquet",
    "--parts",
    "a=rest,b=20",
  );
  expect((await readTable(place.path("parquet/b.parquet"))).rows).toHaveLength(20);
});

test("augmented rows stand behind the others and can be trained on", async () => {
  const words = [
    "data",
    "augment",
    "train.csv",
    "--output",
    "more.csv",
    "--methods",
    "swap,delete",
  ];
  const facts = await place.json(...words, "--per-row", "2");
  expect(facts).toMatchObject({
    file: "train.csv",
    output: "more.csv",
    rows: 40,
    made: 80,
    without: 0,
  });
  expect(Object.keys(facts.methods).sort()).toEqual(["delete", "swap"]);
  const [before, after] = await Promise.all(
    ["train.csv", "more.csv"].map((name) => readTable(place.path(name))),
  );
  expect(after?.columns).toEqual([...(before?.columns ?? []), "augmented_from", "augmentation"]);
  expect(after?.rows.slice(0, 40)).toEqual(before?.rows.map((row) => [...row, null, null]));
  const run = ["--model", "bert", "--output", "more", "--max-steps", "1", "--batch-size", "8"];
  expect((await place.berth("finetune", "--train", "more.csv", ...run)).status).toBe(0);
});

test("WordNet's synonyms are used by default, and made rows are shown below their sources", async () => {
  await place.write("one.csv", "text,label\nA beautiful film,a\nAn ugly car,b\n");
  const words = [
    "data",
    "augment",
    "one.csv",
    "--output",
    "two.csv",
    "--methods",
    "synonym",
    "--show",
    "1",
  ];
  const { status, stdout } = await place.berth(...words, "--label-column", "label");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ +rows +made +together\na +1 +1 +2\nb +1 +1 +2\nall +2 +2 +4\n/);
  expect(stdout).toMatch(/\nrow 1 +A beautiful film\nsynonym +A (?!beautiful film).+\n$/);
});

test("tokens and tags are augmented together", async () => {
  const row = {
    tokens: ["I", "met", "Ann", "Lee", "today"],
    tags: ["O", "O", "B-PER", "I-PER", "O"],
  };
  await place.write("ner.jsonl", `${JSON.stringify(row)}\n`);
  await place.json(
    "data",
    "augment",
    "ner.jsonl",
    "--output",
    "ner-more.jsonl",
    "--methods",
    "swap,delete",
    "--per-row",
    "3",
  );
  const [first, ...made] = (await place.read("ner-more.jsonl"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(first).toEqual({ ...row, augmented_from: null, augmentation: null });
  expect(made).toHaveLength(3);
  for (const { tokens, tags, augmented_from } of made) {
    expect(augmented_from).toBe(1);
    expect(tokens).toHaveLength(tags.length);
    expect(tokens.slice(tags.indexOf("B-PER")).slice(0, 2)).toEqual(["Ann", "Lee"]);
  }
});

test("a text that is named is augmented, though words and tags stand beside it", async () => {
  const row = { tokens: ["Ann", "sings"], tags: ["B-PER", "O"], title: "a song of joy" };
  await place.write("titles.jsonl", `${JSON.stringify(row)}\n`);
  const augment = ["data", "augment", "titles.jsonl", "--methods", "swap", "--output"];
  await place.json(...augment, "titles-more.jsonl", "--text-column", "title");
  const lines = (await place.read("titles-more.jsonl")).trimEnd().split("\n");
  const { title, ...others } = JSON.parse(lines[1] ?? "");
  expect(title.split(" ").sort()).toEqual(["a", "joy", "of", "song"]);
  expect(title).not.toBe(row.title);
  expect(others).toMatchObject({ tokens: row.tokens, tags: row.tags });
  const { status, stderr } = await place.berth(...augment, "x.jsonl", "--text-column", "titel");
  expect(stderr).toContain("COLUMN_MISSING");
  expect(status).toBe(1);
});

test("fine-tuning groups its validation rows and augments its training rows", async () => {
  const words = [
    "finetune",
    "--train",
    "train.csv",
    "--model",
    "bert",
    "--output",
    "run",
    "--max-steps",
    "2",
  ];
  const settings = ["--group-by", "near-duplicates", "--augment", "swap", "--augment-rows", "2"];
  const { status, stderr } = await place.berth(...words, ...settings);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr).toMatch(
    /validation: \d+ rows; no group \(near-duplicates\) of the \d+ is also in training/,
  );
  expect(stderr).toMatch(/augmentation: \d+ rows made of 3\d training rows/);
  expect(await place.readJson("run/recipe.json")).toMatchObject({
    groupBy: "near-duplicates",
    augment: ["swap"],
    augmentRate: 0.1,
    augmentRows: 2,
    augmentThesaurus: null,
  });
});

test("files are split, augmented and cleaned as the flags say that they are read, and only their first rows", async () => {
  const rows = Array.from(
    { length: 30 },
    (_, row) => `Straße ${row} am Café;${row % 2 ? "a" : "b"}`,
  );
  await place.write("latin.txt", Buffer.from(`text;label\n${rows.join("\n")}\n`, "latin1"));
  const read = ["--encoding", "latin1", "--format", "csv", "--delimiter", "semicolon"];
  await place.write("latin.csv", Buffer.from(`text;label\n${rows.join("\n")}\n`, "latin1"));
  const more = [...read, "--limit", "20"];
  const split = await place.json("data", "split", "latin.csv", "--output", "latin", ...more);
  expect(split).toMatchObject({ rows: 20 });
  const texts = (await readTable(place.path("latin/train.csv"))).rows.map(([text]) => text);
  expect(texts.every((text) => /^Straße 1?\d am Café$/.test(text ?? ""))).toBe(true);
  const made = ["--output", "latin-more.csv", "--methods", "swap"];
  expect(await place.json("data", "augment", "latin.txt", ...made, ...more)).toMatchObject({
    rows: 20,
  });
  const clean = ["--output", "latin-clean.csv", "--steps", "lower-case"];
  expect(await place.json("data", "clean", "latin.txt", ...clean, ...more)).toMatchObject({
    rows: { read: 20, left: 20 },
  });
  expect(await place.read("latin-clean.csv")).toContain("straße 19 am café,a\n");
});

test("a row that cannot be read ends a split and an augmentation, and writes nothing", async () => {
  await place.write("ragged.csv", "text,label\na,b\nc,d,e\n");
  for (const words of [
    ["split", "ragged.csv", "--output", "ragged"],
    ["augment", "ragged.csv", "--output", "ragged-more.csv", "--methods", "swap"],
  ]) {
    const { status, stderr } = await place.berth("data", ...words);
    expect([status, stderr]).toEqual([1, expect.stringContaining("ROW_CELLS  ragged.csv line 3")]);
  }
  await expect(place.read("ragged/train.csv")).rejects.toMatchObject({ code: "ENOENT" });
  await expect(place.read("ragged-more.csv")).rejects.toMatchObject({ code: "ENOENT" });
});
