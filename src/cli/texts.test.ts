import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import iconv from "iconv-lite";
import { expect, onTestFinished, test } from "vitest";
import { inputQuestions } from "./predict-answers.js";
import { type ChoiceOptions, inputChoices } from "./predict-choices.js";
import { inputTexts, requireTable } from "./texts.js";

const piped = (content: string | Buffer, said: string[] = []) => ({
  stdin: Readable.from([Buffer.from(content)]) as Readable & { isTTY?: boolean },
  say: (line: string) => said.push(line),
});

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "berth-texts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

test("words are texts", async () => {
  expect(await inputTexts(["good", "bad one"], undefined, {}, piped("unread"))).toEqual([
    "good",
    "bad one",
  ]);
});

test("every line of stdin is a text, empty ones too", async () => {
  expect(await inputTexts([], undefined, {}, piped("good\r\n\n不错\n"))).toEqual([
    "good",
    "",
    "不错",
  ]);
});

test("a .txt file holds one text a line", async () => {
  const file = await fileOf("texts.txt", "\ufeffgood\nbad");
  expect(await inputTexts([], file, {}, piped(""))).toEqual(["good", "bad"]);
});

test("a table gives its text column", async () => {
  const file = await fileOf("rows.csv", 'id,note\n1,"good, ""really"""\n2,bad\n');
  expect(await inputTexts([], file, { textColumn: "note" }, piped(""))).toEqual([
    'good, "really"',
    "bad",
  ]);
});

test("without any texts on a terminal, the ways to give them are told", async () => {
  const stdin = Object.assign(Readable.from([]), { isTTY: true });
  await expect(inputTexts([], undefined, {}, { stdin, say: () => {} })).rejects.toThrow(
    "no texts: give them as words, with --data FILE, or on stdin, one a line",
  );
});

const chinese = ["这家饭店的菜很好吃", "服务员态度太差了，再也不来", "价格公道，环境也不错"];

test.each([
  ["gb18030", undefined],
  ["gb18030", "gbk"],
  ["utf-16le", undefined],
  ["shift_jis", "shift_jis"],
])("stdin in %s is read, named %s", async (encoding, named) => {
  const said: string[] = [];
  const texts = encoding === "shift_jis" ? ["とても良い映画"] : chinese;
  const bytes = iconv.encode(`${texts.join("\n")}\n`, encoding);
  expect(await inputTexts([], undefined, { encoding: named }, piped(bytes, said))).toEqual(texts);
  const note = `stdin: read as ${encoding}, by its bytes; --encoding names another.`;
  expect(said).toEqual(named === undefined ? [note] : []);
});

test.each([
  [
    Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]),
    undefined,
    "must be UTF-8; byte 2 of the line, 0xff",
  ],
  [Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]), "utf-8", "must be UTF-8; byte 2 of the line, 0xff"],
  [
    Buffer.from([0x61, 0x0a, 0xff, 0x0a]),
    "gbk",
    "is read as gbk; it has bytes that are no character",
  ],
])(
  "stdin that is not in its encoding is refused with the line: %o as %s",
  async (bytes, encoding, why) => {
    await expect(inputTexts([], undefined, { encoding }, piped(bytes))).rejects.toMatchObject({
      code: "FILE_ENCODING",
      message: expect.stringContaining(`stdin line 2: ${why}`),
    });
  },
);

test("what is found out about a .txt file is said", async () => {
  const file = await fileOf("texts.txt", iconv.encode(`1\t${chinese.join("\n2\t")}\n`, "gb18030"));
  const said: string[] = [];
  await inputTexts([], file, {}, piped("", said));
  expect(said).toEqual([
    `${file}: read as gb18030, by its bytes, which are no UTF-8; --encoding names another.`,
    `${file}: read as plain text, a line a row; 3 of its first 3 lines have a tab: --format tsv reads them so.`,
  ]);
});

test("flags for tables are refused where no file is one", () => {
  const why =
    "texts.txt is read a line a text. Name its format too (--format csv or tsv), or leave the flag out";
  expect(() => requireTable({ textColumn: "a" }, ["texts.txt"])).toThrow(`--text-column: ${why}`);
  expect(() => requireTable({ header: true }, ["texts.txt", undefined])).toThrow(
    `--header: ${why}`,
  );
  for (const files of [["rows.csv"], ["texts.txt", "rows.csv"]]) {
    expect(() => requireTable({ textColumn: "a" }, files)).not.toThrow();
  }
  expect(() => requireTable({ delimiter: "tab", format: "tsv" }, ["texts.txt"])).not.toThrow();
  expect(() => requireTable({ encoding: "gbk" }, [undefined])).not.toThrow();
  expect(() => requireTable({ format: "jsonl" }, [undefined, "rows.jsonl"])).not.toThrow();
  expect(() => requireTable({ format: "jsonl" }, [undefined])).toThrow(
    "--format: is for the rows of a file; texts that come as words or on stdin have no columns",
  );
});

test.each([
  { textColumn: "a" },
  { textPairColumn: "a" },
  { delimiter: "tab" },
  { quote: "none" },
  { header: true },
  { format: "csv" },
])("%j is refused beside a question or choices that come as words", async (given) => {
  const { textColumn, textPairColumn, ...readAs } = given as ChoiceOptions;
  const columns = { textColumn, textPairColumn };
  const refused = { code: "USAGE", message: expect.stringContaining("is for the rows of a file") };
  const source = { question: "where?", context: "here", columns, readAs };
  await expect(inputQuestions(source, [], piped(""))).rejects.toMatchObject(refused);
  const chosen = inputChoices(["he", "left", "stays"], undefined, given as ChoiceOptions, () => {});
  await expect(chosen).rejects.toMatchObject(refused);
});
