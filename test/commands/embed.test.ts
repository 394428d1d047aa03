import { readFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, test } from "vitest";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const texts = ["the soup was warm", "our bus 😀", "the bat flew by as he swung the bat"];
const model = ["--model", "bert"];

beforeAll(() => place.write("texts.txt", `${texts.join("\n")}\n`));

const embedded = (...words: string[]): Promise<Json[]> => place.json("embed", ...model, ...words);

/** The numbers of a `.npy` file, as the format's description has it. */
async function readNpy(name: string): Promise<{ header: string; numbers: Float32Array }> {
  const bytes = await readFile(place.path(name));
  expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const begin = 10 + bytes.readUInt16LE(8);
  expect(begin % 64).toBe(0);
  const numbers = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + begin, bytes.byteOffset + bytes.length),
  );
  return { header: bytes.subarray(10, begin).toString("latin1"), numbers };
}

describe("berth embed", () => {
  test("gives a vector for each text, on stdout and in every kind of file the same", async () => {
    const found = await embedded("--data", "texts.txt");
    expect(found.map(({ text }) => text)).toEqual(texts);
    const wanted = found.flatMap(({ embedding }) => embedding);
    expect(wanted).toHaveLength(3 * 32);
    for (const file of ["vectors.npy", "vectors.jsonl", "vectors.parquet"]) {
      const asked = ["embed", ...model, "--data", "texts.txt", "--output", file];
      expect((await place.berth(...asked)).status, file).toBe(0);
      expect((await place.berth(...asked)).stderr, file).toContain("OUTPUT_EXISTS");
      expect((await place.berth(...asked, "--force")).status, file).toBe(0);
    }
    const { header, numbers } = await readNpy("vectors.npy");
    expect(header.trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 32), }");
    expect([...numbers]).toEqual(wanted.map(Math.fround));
    const lines = (await place.read("vectors.jsonl")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(found);
    const database = await DuckDBInstance.create();
    const connection = await database.connect();
    const rows = await connection.runAndReadAll(`SELECT * FROM '${place.path("vectors.parquet")}'`);
    expect(rows.columnNames()).toEqual(["text", "embedding"]);
    expect(rows.getRowsJS().map(([text]) => text)).toEqual(texts);
    expect(rows.getRowsJS().flatMap(([, vector]) => vector)).toEqual(wanted);
    connection.closeSync();
    database.closeSync();
  });

  test("gives a vector for each token with its place, and a table of them beside a .npy", async () => {
    const [, second] = await embedded("--data", "texts.txt", "--pooling", "none");
    const parts = second.tokens.map(({ start, end }: Json) => texts[1]?.slice(start, end));
    expect(parts).toEqual(["", "our", "bus", "😀", ""]);
    const asked = ["embed", ...model, "--data", "texts.txt", "--pooling", "none", "--output"];
    expect((await place.berth(...asked, "tokens.npy")).status).toBe(0);
    const { header } = await readNpy("tokens.npy");
    const lines = (await place.read("tokens.tokens.jsonl"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(header).toContain(`(${lines.length}, 32)`);
    expect(lines.filter(({ row }) => row === 2).map(({ token }) => token)).toEqual(
      second.tokens.map(({ token }: Json) => token),
    );
    expect((await place.berth(...asked, "tokens.parquet")).status).toBe(0);
  });

  test("finds what is most like a text in another file", async () => {
    await place.write("others.txt", "the bus is near\nthe soup was warm\nwe went by bus\n");
    const [first] = await embedded(
      "--data",
      "texts.txt",
      "--similar-to",
      "others.txt",
      "--top-k",
      "2",
    );
    expect(first).toHaveLength(2);
    expect(first[0]).toMatchObject({ text: "the soup was warm", row: 2 });
    expect(first[0].score).toBeCloseTo(1, 5);
    const table = await place.berth(
      "embed",
      ...model,
      "--data",
      "texts.txt",
      "--similar-to",
      "others.txt",
    );
    expect(table.stdout).toMatch(
      /text +most like it +row +cosine\nthe soup was warm +the soup was warm +2 +1\.0000/,
    );
  });

  test("counts the texts of both files among which some were cut", async () => {
    await place.write(
      "long.txt",
      "the bus is near the station\nthe soup\nwe went by bus to the garden\n",
    );
    const asked = ["--similar-to", "long.txt", "--max-length", "5", "the bus"];
    const { status, stderr } = await place.berth("embed", ...model, ...asked);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toContain("2 of 4 texts were cut");
  });

  test.each([
    { words: ["--layers", "9"], code: "LAYER_UNKNOWN", status: 2 },
    { words: ["--pooling", "median"], code: "USAGE", status: 2 },
    { words: ["--output", "vectors.csv"], code: "USAGE", status: 2 },
    { words: ["--pooling", "pooler", "--layers", "-1"], code: "USAGE", status: 2 },
    { words: ["--pooling", "pooler", "--combine", "sum"], code: "USAGE", status: 2 },
    { words: ["--top-k", "2"], code: "USAGE  --top-k: goes with --similar-to", status: 2 },
    { words: ["--pooling", "none", "--similar-to", "texts.txt"], code: "USAGE", status: 2 },
  ])("refuses $words with a code", async ({ words, code, status }) => {
    const refused = await place.berth("embed", ...model, ...words, "a text");
    expect(refused.status).toBe(status);
    expect(refused.stderr).toContain(code);
  });

  test("takes a range of layers that begins with a minus", async () => {
    const [{ embedding }] = await embedded("--layers", "-3..-1", "--combine", "concat", "a text");
    expect(embedding).toHaveLength(96);
  });
});
