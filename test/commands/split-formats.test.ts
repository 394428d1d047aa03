import { mkdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { readTable } from "../../src/records/index.js";
import { workplace } from "./workplace.js";

const place = workplace();

/** Rows of all files of a split by two parts, read again. */
async function splitRows(file: string, ...words: readonly string[]) {
  const output = `${file}-parts`;
  const facts = await place.json(
    "data",
    "split",
    file,
    "--output",
    output,
    "--parts",
    "a=0.5,b=0.5",
    ...words,
  );
  const files = facts.parts.flatMap((part: { files: string[] }) => part.files) as string[];
  const tables = await Promise.all(files.map((name) => readTable(place.path(name))));
  return {
    names: files.map((name) => name.slice(output.length + 1)),
    formats: tables.map(({ format }) => format),
    rows: tables.flatMap(({ rows }) => rows).sort(),
  };
}

test("CoNLL and SQuAD are split into files of their format; lines of text, folders and .ndjson into JSON lines", async () => {
  const sentences = ["EU B-ORG\nrejects O\n", "Ada B-PER\n", "It O\nis O\n", "End O\n"];
  await place.write("a.bio", sentences.join("\n"));
  const source = await readTable(place.path("a.bio"));
  const tagged = await splitRows("a.bio", "--group-by", "near-duplicates");
  expect(tagged).toEqual({
    names: ["a.bio", "b.bio"],
    formats: ["conll", "conll"],
    rows: [...source.rows].sort(),
  });
  expect((await splitRows("a.bio", "--to", "jsonl", "--force")).names).toEqual([
    "a.jsonl",
    "b.jsonl",
  ]);
  const qas = ["1", "2", "3", "4"].map((id) => ({
    id,
    question: `What is ${id}?`,
    answers: [{ text: "the capital", answer_start: 10 }],
  }));
  const context = "Warsaw is the capital.";
  await place.write(
    "q.json",
    JSON.stringify({ data: [{ title: "7", paragraphs: [{ context, qas }] }] }),
  );
  const asked = await splitRows("q.json");
  expect([asked.names, asked.formats]).toEqual([
    ["a.json", "b.json"],
    ["squad", "squad"],
  ]);
  expect(asked.rows).toEqual([...(await readTable(place.path("q.json"))).rows].sort());
  await place.json(
    "data",
    "split",
    "q.json",
    "--output",
    "flat",
    "--to",
    "jsonl",
    "--parts",
    "a=2,b=2",
  );
  expect(await place.read("flat/a.jsonl")).toMatch(/"id": "\d", "title": "7"/);
  for (const [name, content] of [
    ["a.txt", "one\ntwo\nthree\nfour\n"],
    ["a.ndjson", '{"text": "a", "n": 1.50}\n{"text": "b", "n": 2}\n'],
  ] as const) {
    await place.write(name, content);
    expect((await splitRows(name)).names).toEqual(["a.jsonl", "b.jsonl"]);
  }
  await mkdir(place.path("classes/pos"), { recursive: true });
  for (const id of [1, 2]) await place.write(`classes/pos/${id}.txt`, `text ${id}`);
  expect((await splitRows("classes")).names).toEqual(["a.jsonl", "b.jsonl"]);
});

test("records of JSON whose keys differ go to the same parts in any order", async () => {
  const records = Array.from({ length: 24 }, (_, row) => {
    const text = { text: `speech ${row}`, label: row % 2 };
    return row % 3 === 0 ? { label: row % 2, note: `n${row}`, text: text.text } : text;
  });
  const last = records.slice(3).concat(records.slice(0, 3)).reverse();
  const partsOf = async (name: string, rows: readonly object[], ...words: readonly string[]) => {
    const lines = rows.map((row) => JSON.stringify(row));
    await place.write(name, name.endsWith(".json") ? `[${lines.join(",")}]` : lines.join("\n"));
    const to = ["--output", "any-order", "--force", "--to", "jsonl"];
    await place.json("data", "split", name, ...to, ...words);
    const parts = ["train", "validation", "test"].map(async (part) => {
      const { columns, rows: read } = await readTable(place.path(`any-order/${part}.jsonl`));
      return read.map((row) => row[columns.indexOf("text")]).sort();
    });
    return Promise.all(parts);
  };
  for (const [name, ...words] of [
    ["order.jsonl"],
    // Most rows have no note: each is a group by itself.
    ["order.jsonl", "--group-by", "note"],
    ["order.json", "--stratify", "label"],
  ] as const) {
    const first = await partsOf(name, records, ...words);
    expect(await partsOf(name, last, ...words)).toEqual(first);
  }
});

test("a split says which format it writes, and what is left out", async () => {
  await place.write(
    "d.jsonl",
    '{"id": 1, "text": "Ada met Bob", "label": [[0, 3, "PER"]]}\n{"id": 2, "text": "2", "label": []}\n',
  );
  const { status, stderr } = await place.berth(
    "data",
    "split",
    "d.jsonl",
    "--output",
    "spans",
    "--parts",
    "a=0.5,b=0.5",
  );
  expect([status, stderr]).toEqual([
    0,
    expect.stringContaining(
      "d.jsonl: read as doccano, the parts are written as jsonl, with the columns text, spans; left out: other fields of its records; --to names another format.",
    ),
  ]);
  const written = await Promise.all(["a", "b"].map((name) => place.read(`spans/${name}.jsonl`)));
  expect(written.sort()).toEqual([
    '{"text": "2", "spans": []}\n',
    '{"text": "Ada met Bob", "spans": [[0,3,"PER"]]}\n',
  ]);
  const plain = await place.berth("data", "split", "train.csv", "--output", "plain-parts");
  expect(plain.stderr).not.toContain("written as");
  await place.write(
    "words.jsonl",
    '{"id": "s1", "tokens": ["Ada"], "tags": ["B-PER"]}\n{"id": "s2", "tokens": ["so"], "tags": ["O"]}\n',
  );
  const halves = ["--parts", "a=0.5,b=0.5"];
  const words = await place.berth(
    ...["data", "split", "words.jsonl", "--output", "words", "--to", "conll", ...halves],
  );
  expect([words.status, words.stderr]).toEqual([
    0,
    expect.stringContaining(
      "words.jsonl: read as jsonl, the parts are written as conll, with the columns tokens, tags; left out: the column id.",
    ),
  ]);
});

test("tokens with spaces are split into JSON lines, and rows that nobody annotated are left out", async () => {
  await place.write("cities.tsv", "New York\tB-LOC\nis\tO\n\nAda\tB-PER\n");
  const cities = await splitRows("cities.tsv");
  expect([cities.names, cities.rows]).toEqual([
    ["a.jsonl", "b.jsonl"],
    [
      ['["Ada"]', '["B-PER"]'],
      ['["New York","is"]', '["B-LOC","O"]'],
    ],
  ]);
  const value = { start: 0, end: 3, text: "Ada", labels: ["PER"] };
  const tasks = [
    { data: { text: "Ada met Bob" }, annotations: [{ result: [{ value }] }] },
    { data: { text: "nobody looked" }, annotations: [] },
    { data: { text: "nothing here" }, annotations: [{ result: [] }] },
  ];
  await place.write("studio.json", JSON.stringify(tasks));
  const { status, stderr } = await place.berth(
    ...["data", "split", "studio.json", "--output", "studio", "--parts", "a=1,b=1"],
  );
  expect([status, stderr]).toEqual([
    0,
    expect.stringContaining(
      "studio.json: 1 row without spans, which nobody annotated, is left out",
    ),
  ]);
  const texts = await Promise.all(["a", "b"].map((name) => place.read(`studio/${name}.json`)));
  expect(texts.join("")).not.toContain("nobody looked");
});
