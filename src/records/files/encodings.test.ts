import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import fixture from "../../../test/fixtures/formats.json" with { type: "json" };
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { decodeText, lineOf, readLines, readTable } from "../index.js";

const folder = temporaryFolder();

async function fileOf(name: string, content: Uint8Array | string): Promise<string> {
  const file = folder(name);
  await writeFile(file, content);
  return file;
}

test.each(fixture.encodings)("$title is read as Python decodes it", async (one) => {
  const file = await fileOf("a.csv", Buffer.from(one.bytes, "base64"));
  const table = await readTable(file, { encoding: one.named ?? undefined });
  const [header = "", ...rows] = one.text.trimEnd().split("\n");
  expect(table.columns).toEqual(header.split(","));
  expect(table.rows).toEqual(rows.map((row) => row.split(",")).filter(([id]) => id !== header));
  expect(await lineOf(table, 1)).toBe(3);
  expect((await readLines(file, one.named ?? undefined)).lines).toEqual(
    one.text.trimEnd().split("\n"),
  );
});

test("what an encoding was found by is said", async () => {
  const [gb, utf16] = ["GB18030", "UTF-16 LE with a byte order mark"].map((title) =>
    Buffer.from(fixture.encodings.find((one) => one.title === title)?.bytes ?? "", "base64"),
  );
  const first = await fileOf("a.csv", gb as Buffer);
  const second = await fileOf("b.csv", utf16 as Buffer);
  expect((await readTable(first)).notes).toEqual([
    `${first}: read as gb18030, by its bytes, which are no UTF-8; --encoding names another.`,
  ]);
  expect((await readTable(second)).notes).toEqual([
    `${second}: read as utf-16le, by its byte order mark; --encoding names another.`,
  ]);
});

test("a sign of GB18030 that comes only after megabytes of ASCII is still found", async () => {
  const ascii = `${"plain,text that goes on\n".repeat(60_000)}`;
  const [chinese] = fixture.encodings.filter(({ title }) => title === "GB18030");
  const body = Buffer.from(chinese?.bytes ?? "", "base64");
  const rows = body
    .subarray(body.indexOf(0x0a) + 1)
    .toString("latin1")
    .replace(/^\d,/gm, "");
  const content = Buffer.concat([Buffer.from(`a,b\n${ascii}`), Buffer.from(rows, "latin1")]);
  const { rows: read } = await readTable(await fileOf("a.csv", content));
  expect(read.at(-1)).toEqual(["等了一个小时才上菜，味道也一般，不推荐。", "负面"]);
});

test.each([
  ["gb18030", Buffer.concat([Buffer.from("a\nb\nc,"), Buffer.of(0xff, 0xff)]), 3, 3],
  ["utf-16le", Buffer.from([0x61, 0, 0x0a, 0, 0x62, 0, 0x00, 0xd8, 0x0a, 0]), 2, 3],
  ["utf-8", Buffer.from([0x61, 0x0a, 0xc4, 0x0a]), 2, 1],
  // What U+FFFD begins with as well, in one byte and in two.
  ["utf-8", Buffer.from([0x61, 0x0a, 0x62, 0xef, 0x63, 0x0a]), 2, 2],
  ["utf-8", Buffer.from([0x61, 0x0a, 0x62, 0xef, 0xbf, 0x63, 0x0a]), 2, 2],
])("bytes that are no %s are refused by line and byte", async (encoding, bytes, line, byte) => {
  const file = await fileOf("a.csv", bytes);
  await expect(readTable(file, { encoding })).rejects.toMatchObject({
    code: "FILE_ENCODING",
    details: { file, line, byte },
  });
  if (encoding !== "utf-8") return;
  const decode = () => decodeText("stdin", bytes, encoding);
  expect(decode).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ line, byte }) }),
  );
});

test.each([
  ["utf-16le", Buffer.from("\ufefftext\na\ufffdb\nc\n", "utf16le")],
  ["utf-16be", Buffer.from("\ufefftext\na\ufffdb\nc\n", "utf16le").swap16()],
  // 0x84 0x31 0xa4 0x37, as Python's codec gives it.
  ["gb18030", Buffer.from("text\na\x84\x31\xa4\x37b\nc\n", "latin1")],
])("U+FFFD that a file of %s holds itself is a character like others", async (encoding, bytes) => {
  const file = await fileOf("a.csv", bytes);
  expect((await readTable(file, { encoding })).rows).toEqual([["a\ufffdb"], ["c"]]);
});

test.each([
  ["utf-16le", Buffer.from("text\na\ufffdb\nc\ud800\n", "utf16le"), 3],
  ["gb18030", Buffer.from("text\na\x84\x31\xa4\x37b\nc\xff\xff\n", "latin1"), 2],
])("a fault of %s beside U+FFFD is one", async (encoding, bytes, line) => {
  const file = await fileOf("a.csv", bytes);
  await expect(readTable(file, { encoding })).rejects.toMatchObject({
    code: "FILE_ENCODING",
    details: { line },
  });
});

test("a likely encoding is named where it is not taken by itself", async () => {
  const french = "Une phrase assez longue, écrite à la main, où il y a des lettres accentuées.\n";
  const file = await fileOf("a.csv", Buffer.from(`text\n${french.repeat(3)}`, "latin1"));
  await expect(readTable(file)).rejects.toMatchObject({
    code: "FILE_ENCODING",
    message: `${file} line 2: the file must be UTF-8; byte 26 of the line, 0xe9, is not. Save the file as UTF-8, or name its encoding: it may be iso-8859-1 (--encoding iso-8859-1)`,
  });
});

test.each(fixture.foreign)("$title is not taken for Chinese", async ({ bytes }) => {
  const file = await fileOf("a.txt", Buffer.from(bytes, "base64"));
  await expect(readTable(file)).rejects.toMatchObject({ code: "FILE_ENCODING" });
});

test("a name that is no encoding is a fault of the command line", async () => {
  const file = await fileOf("a.csv", "a\nb\n");
  await expect(readTable(file, { encoding: "klingon" })).rejects.toMatchObject({
    code: "USAGE",
    message: `--encoding: must be the name of an encoding, such as utf-8, utf-16le, gb18030, big5 or latin1; "klingon" came`,
  });
});
