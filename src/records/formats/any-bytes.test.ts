import { mkdir, rm, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { BerthError } from "../../base/index.js";
import { type FormatName, formatNames, readRecords } from "../index.js";

const folder = temporaryFolder();

const annotated = (record: unknown) => `${JSON.stringify(record)}\n`.repeat(3);

/** A valid file of every format, to be broken. */
const valid: Readonly<Record<Exclude<FormatName, "text-folder">, string>> = {
  csv: 'id,text\r\n1,"a ""quoted"", cell"\r\n2,中文 😀\r\n',
  tsv: 'id\ttext\n1\ta "b\n2\t中文\n',
  json: '[{"text": "a", "n": 1.50}, {"text": "中文", "list": [1, {"a": "]"}]}]',
  jsonl: annotated({ text: "a\n😀", label: null, list: ["x"] }),
  parquet: "PAR1\u0015\u0004\u0015PAR1",
  conll: "-DOCSTART- O\n\nEU I-ORG\nrejects O\n\n中 B-LOC\n",
  squad: JSON.stringify({
    data: [
      {
        title: "t",
        paragraphs: [
          {
            context: "in 中文 😀",
            qas: [{ id: "1", question: "where", answers: [{ text: "中文", answer_start: 3 }] }],
          },
        ],
      },
    ],
  }),
  fasttext: "__label__a text\n__label__b __label__c 中文\n",
  doccano: annotated({ text: "Ada 😀", label: [[0, 3, "PER"]] }),
  spacy: annotated(["Ada 😀", { entities: [[0, 3, "PER"]] }]),
  prodigy: annotated({ text: "Ada", spans: [{ start: 0, end: 3, label: "PER" }] }),
  "label-studio": annotated({
    data: { text: "Ada" },
    annotations: [{ result: [{ value: { start: 0, end: 3, text: "Ada", labels: ["PER"] } }] }],
  }),
  cluener: annotated({ text: "彭小军", label: { name: { 彭小军: [[0, 2]] } } }),
  text: "one\ntwo\n\n三\n",
};

const signs = [
  '"',
  "'",
  ",",
  "\t",
  "\n",
  "\r",
  "\0",
  "[",
  "]",
  "{",
  "}",
  "\\",
  ":",
  " ",
  "O",
  "-1",
  "null",
  "\ufeff",
  "é",
];

interface Edit {
  readonly at: number;
  readonly cut: number;
  readonly put: Uint8Array;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(400),
  cut: fc.nat(6),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.constantFrom(...signs).map((sign) => Buffer.from(sign)),
  ),
});

function edited(content: string, edits: readonly Edit[]): Buffer {
  let bytes = Buffer.from(content);
  for (const { at, cut, put } of edits) {
    const place = at % (bytes.length + 1);
    bytes = Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)]);
  }
  return bytes;
}

/** Reads a file to its end: it must be rows, each of all columns, or an error with a code. */
async function readToEnd(file: string, format: FormatName | undefined): Promise<void> {
  try {
    const source = await readRecords(file, { format });
    let next = 1;
    for await (const { firstRecord, rows } of source.batches()) {
      expect(firstRecord).toBeGreaterThanOrEqual(next);
      next = firstRecord + rows.length;
      for (const row of rows) {
        expect(row).toHaveLength(source.columns.length);
        expect(row.every((cell) => cell === null || typeof cell === "string")).toBe(true);
      }
    }
    for (const { line, reason } of source.refused) {
      expect(line).toBeGreaterThan(0);
      expect(reason.code).not.toBe("INTERNAL");
    }
  } catch (error) {
    if (!(error instanceof BerthError) || error.code === "INTERNAL") throw error;
  }
}

const formats = formatNames.filter((name) => name !== "text-folder");

test.each(formats)("no bytes break the reader of %s", { timeout: 300_000 }, async (format) => {
  const runs = format === "parquet" ? 20 : 150;
  let count = 0;
  const broken = fc.array(edit, { maxLength: 6 }).map((edits) => edited(valid[format], edits));
  const random = fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes));
  const text = fc
    .array(fc.constantFrom(...signs), { maxLength: 40 })
    .map((all) => Buffer.from(all.join("")));
  await fc.assert(
    fc.asyncProperty(fc.oneof(broken, random, text), fc.boolean(), async (bytes, isNamed) => {
      count += 1;
      const ending = format === "squad" || format === "spacy" ? "json" : format;
      const file = folder(`${count}.${ending}`);
      await writeFile(file, bytes);
      await readToEnd(file, isNamed ? format : undefined);
      await rm(file);
    }),
    { numRuns: runs },
  );
});

test("no bytes break the reader of text folders", { timeout: 120_000 }, async () => {
  const name = fc.constantFrom("a.txt", "b.txt", "é 😀.txt", ".hidden", "c.csv");
  const bytes = fc.uint8Array({ maxLength: 60 }).map((all) => Buffer.from(all));
  const text = fc.string({ unit: "binary", maxLength: 40 }).map((all) => Buffer.from(all));
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom("good", "bad", "."), name, fc.oneof(bytes, text)), {
        maxLength: 6,
      }),
      async (entries) => {
        count += 1;
        const root = folder(`folder-${count}`);
        await mkdir(root);
        for (const [label, file, content] of entries) {
          await mkdir(`${root}/${label}`, { recursive: true });
          await writeFile(`${root}/${label}/${file}`, content);
        }
        await readToEnd(root, undefined);
        await rm(root, { recursive: true });
      },
    ),
    { numRuns: 80 },
  );
});
