import { execFileSync } from "node:child_process";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getuid } from "node:process";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import fixture from "../../../test/fixtures/formats.json" with { type: "json" };
import { writtenFiles } from "../../../test/written-files.js";
import { linesOf, readRecords, readTable } from "../index.js";

const { folder, fileOf, read } = writtenFiles();

test.each(fixture.annotations)("spans of $kind are those of Python's slices", async (one) => {
  const content = `${JSON.stringify(one.record)}\n`;
  for (const [name, text] of [
    ["a.jsonl", content],
    ["a.json", `[${content}]`],
  ] as const) {
    const { columns, rows } = await read(name, text);
    expect(columns.slice(0, 2)).toEqual(["text", "spans"]);
    const [text_, spans] = rows[0] ?? [];
    const found = (JSON.parse(spans ?? "[]") as [number, number, string][]).map(
      ([start, end, label]) => [text_?.slice(start, end), label],
    );
    expect(text_).toBe(one.text);
    expect(found.sort()).toEqual([...one.spans].sort());
  }
});

test("Label Studio's places that count UTF-16 units are told by the words they hold", async () => {
  const record = {
    data: { text: "💩 in Paris" },
    annotations: [
      { was_cancelled: true, result: [] },
      {
        result: [
          { value: { start: 6, end: 11, text: "Paris", labels: ["LOC"] } },
          { value: { choices: ["travel"] } },
        ],
      },
    ],
  };
  expect(await read("a.json", JSON.stringify([record]))).toMatchObject({
    format: "label-studio",
    columns: ["text", "spans", "label"],
    rows: [["💩 in Paris", '[[6,11,"LOC"]]', "travel"]],
  });
});

test("Label Studio's tasks that nobody annotated have no spans, those without a find an empty list", async () => {
  const task = (annotations: readonly unknown[]) => ({ data: { text: "Ada" }, annotations });
  const tasks = [task([]), task([{ was_cancelled: true, result: [] }]), task([{ result: [] }])];
  const { rows } = await read("skipped.json", JSON.stringify(tasks));
  expect(rows.map(([, spans]) => spans)).toEqual([null, null, "[]"]);
});

test("Prodigy's answer stays beside its spans", async () => {
  const record = { text: "Ada", spans: [{ start: 0, end: 3, label: "PER" }], answer: "reject" };
  expect((await read("a.jsonl", JSON.stringify(record))).rows).toEqual([
    ["Ada", '[[0,3,"PER"]]', "reject"],
  ]);
});

test("flattened questions of Hugging Face become the columns of SQuAD", async () => {
  const record = {
    id: "q1",
    title: "Towns",
    context: "😀 Paris is big. Paris is old.",
    question: "Which town?",
    answers: { text: ["Paris", "Paris"], answer_start: [2, 16] },
  };
  const expected = [
    [
      "q1",
      "Towns",
      record.context,
      "Which town?",
      '[{"text":"Paris","start":3},{"text":"Paris","start":17}]',
      null,
    ],
  ];
  expect((await read("a.jsonl", JSON.stringify(record))).rows).toEqual(expected);
  const parquet = folder("questions.parquet");
  await writeParquet(parquet, "a.jsonl", JSON.stringify(record));
  expect(await readTable(parquet)).toMatchObject({ format: "squad", rows: expected });
});

test("lines that each hold a list under data are records, every one", async () => {
  const lines = [1, 2, 3].map((n) => JSON.stringify({ id: n, data: [{ text: `t${n}` }] }));
  for (const name of ["data.jsonl", "data.json"]) {
    const { format, rows } = await read(name, `${lines.join("\n")}\n`);
    expect(format).toBe("jsonl");
    expect(rows).toEqual([1, 2, 3].map((n) => [String(n), `[{"text":"t${n}"}]`]));
  }
  const one = '{"data": [{"text": "a"}, {"text": "b"}]}';
  expect(await read("one.json", `${one}\n\n`)).toMatchObject({ rows: [["a"], ["b"]] });
});

test("records under data are the records of the file", async () => {
  const text = '{"version": "1", "data": [\n{"text": "a", "label": 1},\n{"text": "b"}\n], "n": 2}';
  const table = await readTable(await fileOf("a.json", text));
  expect([table.format, table.columns, table.rows]).toEqual([
    "json",
    ["text", "label"],
    [
      ["a", "1"],
      ["b", null],
    ],
  ]);
  expect(await linesOf(table, [1, 0])).toEqual([3, 2]);
});

async function writeParquet(file: string, name: string, content: string): Promise<void> {
  const source = await fileOf(name, content);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (SELECT * FROM '${source}') TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
}

test("Parquet is read whatever its name: numbers as text, lists and structs as JSON", async () => {
  const file = folder("a.data");
  await writeParquet(
    file,
    "a.jsonl",
    '{"text": "中文 😀", "stars": 2.5, "ids": [1, 2], "who": {"name": "Ada"}, "day": "2024-02-01"}\n{"text": null, "stars": 3, "ids": null, "who": null, "day": null}',
  );
  const table = await readTable(file);
  expect(table.columns).toEqual(["text", "stars", "ids", "who", "day"]);
  expect(table.rows).toEqual([
    ["中文 😀", "2.5", "[1,2]", '{"name":"Ada"}', "2024-02-01"],
    [null, "3.0", null, null, null],
  ]);
  expect(await linesOf(table, [1])).toEqual([2]);
});

test("a file that is Parquet by name only is refused", async () => {
  await expect(read("a.parquet", "text,label\na,b\n")).rejects.toMatchObject({
    code: "PARQUET_BROKEN",
  });
});

const conll =
  "-DOCSTART- -X- O\n\nEU NNP I-ORG\nrejects VBZ O\n\t\n  \nAda NNP I-PER\r\n\n-DOCSTART- -X- O\n\nEnd NN O";

test("sentences of CoNLL end at blank lines, also with spaces or a tab in them", async () => {
  const table = await readTable(await fileOf("eng.train", conll));
  expect([table.format, table.columns, table.rows]).toEqual([
    "conll",
    ["tokens", "tags", "document"],
    [
      ['["EU","rejects"]', '["I-ORG","O"]', "1"],
      ['["Ada"]', '["I-PER"]', "1"],
      ['["End"]', '["O"]', "2"],
    ],
  ]);
  expect(await linesOf(table, [0, 1, 2])).toEqual([3, 7, 11]);
});

test.each([
  [
    "four columns",
    "# id 1 domain=en\nEU NNP B-NP B-ORG\n# NNP B-NP O\n\n# id 2\n# text = two\nAda NNP B-NP B-PER\n",
  ],
  [
    "MultiCoNER's form",
    "# id 5239\tdomain=en\nEU _ _ B-ORG\n# _ _ O\n\n# id 5240\tdomain=en\n# x\nAda _ _ B-PER\n",
  ],
])("comments in front of sentences are no tokens: %s", async (_, content) => {
  for (const name of ["a.conll", "eng.train"]) {
    const { format, rows, notes } = await read(name, content);
    expect([format, rows]).toEqual([
      "conll",
      [
        ['["EU","#"]', '["B-ORG","O"]'],
        ['["Ada"]', '["B-PER"]'],
      ],
    ]);
    expect(notes?.filter((note) => note.includes("comments"))).toEqual([
      expect.stringContaining(": 3 lines at the beginning of a sentence"),
    ]);
  }
});

test("a token # at the beginning of a sentence stays where it has a tag or tags are of any kind", async () => {
  expect((await read("a.conll", "# O\n1 B-NUM\n")).rows).toEqual([['["#","1"]', '["O","B-NUM"]']]);
  const words = await read("a.conll", "# a comment\nIt PRP\n\n# NN\n1 CD\n", { format: "conll" });
  expect(words.rows.at(-1)).toEqual(['["#","1"]', '["NN","CD"]']);
  const bare = await read(
    "a.conll",
    "# TOPIC\nhappy TOPIC\nday O\nit O\nis O\n\n# a TOPIC\nso O\n",
  );
  expect([bare.rows, bare.notes?.at(-1)]).toEqual([
    [
      ['["#","happy","day","it","is"]', '["TOPIC","TOPIC","O","O","O"]'],
      ['["so"]', '["O"]'],
    ],
    expect.stringContaining(
      ': 1 line at the beginning of a sentence that opens with "# " and ends in no tag is read as a comment, and left out.',
    ),
  ]);
});

test("a comment far behind the first lines is counted too", async () => {
  const { rows, notes } = await read(
    "a.conll",
    `${"EU B-ORG\n\n".repeat(150_000)}# id 1\nAda B-PER\n`,
  );
  expect(rows.at(-1)).toEqual(['["Ada"]', '["B-PER"]']);
  expect(notes?.at(-1)).toContain(": 1 line at the beginning of a sentence");
});

test("tokens between tabs keep their spaces, and wide spaces are tokens", async () => {
  const tabs = await read("a.tsv", "New York\tB-LOC\nis\tO\n\nAda\tB-PER\n");
  expect([tabs.format, tabs.rows[0]]).toEqual(["conll", ['["New York","is"]', '["B-LOC","O"]']]);
  expect((await read("a.txt", "中 B-LOC\n\u3000 O\n")).rows).toEqual([
    ['["中","\u3000"]', '["B-LOC","O"]'],
  ]);
});

test("a line of CoNLL without a tag refuses its sentence only", async () => {
  const file = await fileOf("a.conll", "EU I-ORG\n\nAda\nruns O\n\nEnd O\n");
  const source = await readRecords(file);
  const batches = [];
  for await (const batch of source.batches()) batches.push(batch);
  expect(batches).toEqual([
    { firstRecord: 1, rows: [['["EU"]', '["I-ORG"]']] },
    { firstRecord: 3, rows: [['["End"]', '["O"]']] },
  ]);
  expect(source.refused).toMatchObject([
    {
      record: 2,
      line: 3,
      reason: {
        code: "ROW_CELLS",
        message: `${file} line 3: a line must have as many columns as the first, 2: a token, its tag last; this one has 1`,
      },
    },
  ]);
});

test("fastText's labels leave the text", async () => {
  expect(await read("a.txt", "__label__good I like it\n\n__label__bad 不好\n")).toMatchObject({
    format: "fasttext",
    columns: ["text", "label"],
    rows: [
      ["I like it", "good"],
      ["不好", "bad"],
    ],
  });
  expect(await read("a.txt", "__label__a one\n__label__a __label__b two\nnone\n")).toMatchObject({
    columns: ["text", "labels"],
    rows: [
      ["one", '["a"]'],
      ["two", '["a","b"]'],
      ["none", "[]"],
    ],
  });
});

test("lines of plain text count their documents", async () => {
  expect((await read("a.txt", "\nChapter 1\ntext\n\n \nChapter 2\r\n")).rows).toEqual([
    ["Chapter 1", "1"],
    ["text", "1"],
    ["Chapter 2", "2"],
  ]);
});

test("a folder with a folder for each class is a table of its files", async () => {
  for (const [name, content] of [
    ["pos/b.txt", "good"],
    ["pos/a.txt", "很好\n"],
    ["neg/1.txt", "bad"],
    ["neg/notes.md", "no text"],
    ["neg/2.txt", ""],
  ] as const) {
    await fileOf(join("classes", name), content);
  }
  const table = await readTable(folder("classes"));
  expect([table.format, table.columns, table.rows]).toEqual([
    "text-folder",
    ["text", "label", "file"],
    [
      ["bad", "neg", "neg/1.txt"],
      [null, "neg", "neg/2.txt"],
      ["很好\n", "pos", "pos/a.txt"],
      ["good", "pos", "pos/b.txt"],
    ],
  ]);
  expect(table.notes).toEqual([
    `${folder("classes")}: 1 entry of the folder that is no .txt file of a class is left out: neg/notes.md.`,
  ]);
});

test("a folder without texts of classes is refused, with the nearest that has them", async () => {
  await fileOf("imdb/train/pos/1.txt", "good");
  await fileOf("imdb/test/neg/1.txt", "bad");
  await fileOf("imdb/README", "about");
  const refusal = (name: string) => readTable(folder(name)).catch((error: Error) => error.message);
  expect(await refusal("imdb")).toMatch(/FOLDER\/CLASS\/\*\.txt; .*Name one that has them: /);
  expect(await refusal("imdb")).toContain(`${folder("imdb/test")}, ${folder("imdb/train")}`);
  expect(await refusal("imdb/train/pos")).toContain(`Name ${folder("imdb/train")}, which has them`);
});

test.skipIf(process.platform === "win32")(
  "links in a text folder are read, and one that leads nowhere is told",
  async () => {
    await fileOf("store/kept/1.txt", "bad");
    await fileOf("store/2.txt", "good");
    await mkdir(folder("linked/pos"), { recursive: true });
    await symlink(folder("store/kept"), folder("linked/neg"));
    await symlink(folder("store/2.txt"), folder("linked/pos/2.txt"));
    expect((await readTable(folder("linked"))).rows).toEqual([
      ["bad", "neg", "neg/1.txt"],
      ["good", "pos", "pos/2.txt"],
    ]);
    await symlink(folder("store/none.txt"), folder("linked/pos/3.txt"));
    await expect(readTable(folder("linked"))).rejects.toMatchObject({ code: "FILE_MISSING" });
  },
);

test.skipIf(getuid?.() === 0)("a class folder without the right to read it is told", async () => {
  await fileOf("locked/neg/1.txt", "bad");
  await chmod(folder("locked/neg"), 0o000);
  const message = `${folder("locked/neg")}: the system refuses to read it (EACCES)`;
  const refused = { code: "FILE_UNREADABLE", message };
  await expect(readTable(folder("locked"))).rejects.toMatchObject(refused);
  await chmod(folder("locked/neg"), 0o755);
});

test("a text folder tells the encoding that was found out for a file", async () => {
  await fileOf("encoded/a/1.txt", "plain");
  await writeFile(folder("encoded/a/2.txt"), Buffer.from("\ufeffwide", "utf16le"));
  const { rows, notes } = await readTable(folder("encoded"));
  expect(rows[1]?.[0]).toBe("wide");
  expect(notes).toEqual([expect.stringContaining("a/2.txt, as utf-16le")]);
});

test("plain text most of whose lines look like another format is told with the flag that reads it so", async () => {
  const tagged = "中 B-LOC\n国 I-LOC\n\n人 O\n";
  const odd = await read("odd.txt", `${tagged}走\n`);
  expect([odd.format, odd.notes]).toEqual([
    "text",
    [
      `${folder("odd.txt")}: read as plain text, a line a row; 3 of its first 4 lines end in a tag, as CoNLL has it: --format conll reads them so.`,
    ],
  ]);
  const labelled = await read("news.txt", "股市上涨\t1\n球队获胜\t2\n新片上映\n");
  expect([labelled.format, labelled.notes]).toEqual([
    "text",
    [
      `${folder("news.txt")}: read as plain text, a line a row; 2 of its first 3 lines have a tab: --format tsv reads them so.`,
    ],
  ]);
  const indented = await read("book.txt", "\tChapter 1\n\tIt was a day\nof type\tO\n");
  expect(indented.notes).toEqual([]);
});

test("a limit ends the reading, and what stands behind it is no fault", async () => {
  const rows = await read("a.csv", 'text,label\na,1\nb,2\nc,"3\n', { limit: 2 });
  expect(rows.rows).toEqual([
    ["a", "1"],
    ["b", "2"],
  ]);
  expect((await read("a.jsonl", '{"a": 1}\n{"b": 2}\nbroken', { limit: 1 })).columns).toEqual([
    "a",
  ]);
});

test("cells of ten megabytes, in quotes and over many chunks, come whole", async () => {
  const long = `${"中文 text, ".repeat(800_000)}"`;
  const { rows } = await read("a.csv", `id,text\n1,"${long.replaceAll('"', '""')}"\n2,short\n`);
  expect(rows[0]?.[1] === long).toBe(true);
  expect(rows[1]).toEqual(["2", "short"]);
  const json = await read("a.json", JSON.stringify([{ text: long }, { text: "short" }]));
  expect(json.rows[0]?.[0] === long).toBe(true);
});

test("a record that lacks what its format has is refused by what it lacks", async () => {
  const good = { text: "Ada", label: [[0, 3, "PER"]] };
  const file = await fileOf(
    "a.jsonl",
    `${JSON.stringify(good)}\n{"text": "Bob", "label": [[0, 3]]}\n`,
  );
  await expect(readTable(file)).rejects.toMatchObject({
    code: "RECORD_SHAPE",
    message: `${file} line 2: a record of the format doccano must have "label" as a list of [start, end, "label"]`,
  });
});

test.skipIf(process.platform === "win32")("a pipe is refused, not waited for", async () => {
  const file = folder("pipe.csv");
  execFileSync("mkfifo", [file]);
  await expect(readTable(file)).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: `${file}: a data file must be a file; this is a pipe or a device. Write its content to a file`,
  });
});
