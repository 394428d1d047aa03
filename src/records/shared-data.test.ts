import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import expected from "../../test/fixtures/shared-records.json" with { type: "json" };
import { fileHash, lineOf, readTable, type Table } from "./index.js";

const data = resolve(import.meta.dirname, "../../../shared/data");
const isMissing = !existsSync(data);
if (isMissing) console.info(`skipped: the shared data sets are not at ${data}`);

/** SHA-256 over rows, each as JSON and a line feed, as make_shared_records.py has it. */
function hashOf(rows: readonly unknown[]): string {
  const hash = createHash("sha256");
  for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
  return hash.digest("hex");
}

/** The JSON that a cell holds. */
function parsed<Value>(cell: string | null | undefined): Value {
  return JSON.parse(cell ?? "null") as Value;
}

const read = (file: string): Promise<Table> => readTable(resolve(data, file));

interface Answer {
  readonly text: string;
  readonly start: number;
}

describe.skipIf(isMissing)("public data sets", () => {
  test.each(expected.tables)("$file has the cells that Python reads", async (one) => {
    const { columns, rows } = await read(one.file);
    expect([columns, rows.length]).toEqual([one.columns, one.rows]);
    expect(hashOf(rows.map((row) => row.map((cell) => cell ?? "")))).toBe(one.hash);
  });

  test.each(expected.sentences)("$file has $rows sentences and $tokens tokens", async (one) => {
    const { columns, rows } = await read(one.file);
    const sentences = rows.map(([tokens, tags, document]) => [
      parsed<string[]>(tokens),
      parsed<string[]>(tags),
      ...(document ? [Number(document)] : []),
    ]);
    expect([columns, rows.length]).toEqual([one.columns, one.rows]);
    expect(rows.flatMap(([tokens]) => parsed<string[]>(tokens))).toHaveLength(one.tokens);
    expect(hashOf(sentences)).toBe(one.hash);
  });

  test.each(expected.questions)(
    "$file has $rows questions, $misaligned answers elsewhere",
    async (one) => {
      const { columns, rows } = await read(one.file);
      expect([columns, rows.length]).toEqual([one.columns, one.rows]);
      const questions = rows.map(([id, title, , question, cell]) => {
        const answers = parsed<Answer[]>(cell);
        const [texts, starts] = [
          answers.map(({ text }) => text),
          answers.map(({ start }) => start),
        ];
        return [id, title ?? "", question, texts, starts];
      });
      expect(hashOf(questions)).toBe(one.hash);
      const found = rows.flatMap(([, , context = "", , cell]) =>
        parsed<Answer[]>(cell).map(({ text, start }) => context?.startsWith(text, start)),
      );
      expect(found).toHaveLength(one.answers);
      expect(found.filter((isThere) => !isThere)).toHaveLength(one.misaligned);
    },
  );

  test.each(expected.spans)("$file has $rows texts and $spans spans", async (one) => {
    const { columns, rows } = await read(one.file);
    expect([columns, rows.length]).toEqual([one.columns, one.rows]);
    expect(rows.flatMap(([, spans]) => parsed<unknown[]>(spans))).toHaveLength(one.spans);
    expect(hashOf(rows.map(([text, spans]) => [text, parsed(spans)]))).toBe(one.hash);
  });

  test.each([
    ["cluener2020/test.json", "jsonl", 1345],
    ["wikitext-2/test.txt", "text", 2891],
    ["wikitext-2/valid.txt", "text", 2461],
    ["ag_news/classes.txt", "text", 4],
    ["goemotions/labels.txt", "text", 28],
  ])("%s is read as %s and has %i rows", async (file, format, rowCount) => {
    const table = await read(file);
    expect([table.format, table.rows.length]).toEqual([format, rowCount]);
  });

  test.each([
    ["books-en/train.txt", 13_633, 239],
    ["books-en/valid.txt", 2564, 13],
    ["books-zh/hongloumeng.txt", 2638, 120],
    ["books-zh/sanguo-first60.txt", 819, 60],
  ])("%s has %i lines in %i documents", async (file, rowCount, documentCount) => {
    const { rows } = await read(file);
    expect([rows.length, rows.at(-1)?.[1]]).toEqual([rowCount, String(documentCount)]);
  });

  test("dev-v2.0.json has 5,945 questions without an answer", async () => {
    const { rows } = await read("squad/dev-v2.0.json");
    const impossible = rows.filter(([, , , , , isImpossible]) => isImpossible === "true");
    expect(impossible).toHaveLength(5945);
    expect(impossible.every(([, , , , answers]) => answers === "[]")).toBe(true);
  });

  test("the last of 13,871 tweets starts on the line where it stands", async () => {
    const table = await read("gop-debate/Sentiment.csv");
    expect(table.rows.at(-1)?.[0]).toBe("13871");
    expect(await lineOf(table, table.rows.length - 1)).toBe(16_653);
  });

  test("a file's hash is its SHA-256", async () => {
    expect(await fileHash(resolve(data, "gop-debate/Sentiment.csv"))).toBe(
      "c052e97dab96880fd7b3e417f38f514fa6fa630aa432cbb7d52a466e07f1ac42",
    );
  });
});
