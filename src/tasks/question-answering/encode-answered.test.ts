import { expect, test } from "vitest";
import { tinyBert } from "../../../test/tiny-bert.js";
import type { Table } from "../../records/index.js";
import { loadTokenizer } from "../../tokenizer/index.js";
import { questionAnswering } from "./question-answering.js";

const tokenizer = await loadTokenizer(tinyBert);
const long = "where is it? ".repeat(20);

async function encoded(
  rows: readonly (readonly [question: string, context: string, answer: string])[],
  forTraining: boolean,
) {
  const table: Table = {
    file: "asked.csv",
    format: "csv",
    columns: ["question", "context", "answers"],
    rows: rows.map((row) => [...row]),
  };
  const part = {
    table,
    columns: { text: 0, label: 2, more: { context: 1 }, notes: [] },
    rows: Int32Array.from(rows.keys()),
  };
  return questionAnswering.encode(part, [], tokenizer, { maxLength: 32, forTraining });
}

test("rows of which none has a known answer in its context are scored, and have no loss", async () => {
  const lost = await encoded([["where is it?", "our bus is here", "tram"]], false);
  const outputs = lost.examples.map(({ tokenIds }) => new Float32Array(tokenIds.length * 2));
  const scores = questionAnswering.score({ ...lost, outputs, labels: [] }, { batchSize: 2 });
  expect(scores).toEqual({ exact_match: 0, f1: 0 });
});

test.each([
  [true, "left out"],
  [false, "scored as if no answer was found"],
])(
  "what becomes of questions that cannot be read is told, forTraining %s",
  async (forTraining, fate) => {
    const { examples, references, notes } = await encoded(
      [
        ["where is it?", "our bus is near the station", "station"],
        ["", "our bus", "bus"],
        [long, "our bus", "bus"],
      ],
      forTraining,
    );
    expect(notes).toEqual([
      `asked.csv: 1 question with an empty question or context ${fate}`,
      `asked.csv: 1 question ${fate}: too long to leave the context a quarter of a window (--max-length)`,
    ]);
    if (forTraining) return;
    const outputs = examples.map(({ tokenIds }) => new Float32Array(tokenIds.length * 2));
    const told = questionAnswering.evaluated({ examples, references, notes, outputs, labels: [] });
    expect(told.slice(1).map(({ truth, prediction }) => [truth, prediction])).toEqual([
      ["bus", ""],
      ["bus", ""],
    ]);
  },
);

test("a column answer_start teaches the places that SQuAD's own records teach", async () => {
  const context = "😀 our bus is here. our bus is near the station.";
  const texts = ["bus", '["tram", "bus"]', "bus", "bus"];
  const starts = ["23", "[0, 23]", "23.0", "22"];
  const learnt = async (table: Table) => {
    const columns = questionAnswering.chooseColumns(table, {});
    const part = { table, columns, rows: Int32Array.from(table.rows.keys()) };
    const settings = { maxLength: 32, forTraining: true };
    return questionAnswering.encode(part, [], tokenizer, settings);
  };
  const flat = await learnt({
    file: "flat.csv",
    format: "csv",
    columns: ["question", "context", "answer_text", "Answer_Start"],
    rows: texts.map((text, row) => ["where?", context, text, starts[row] ?? null]),
  });
  const record = JSON.stringify({ text: ["bus"], answer_start: [23] });
  const nested = await learnt({
    file: "nested.csv",
    format: "csv",
    columns: ["question", "context", "answers"],
    rows: texts.map(() => ["where?", context, record]),
  });
  expect(flat.examples).toEqual(nested.examples);
  // Records keep their own places, whatever stands beside them.
  const both: Table = {
    file: "both.csv",
    format: "csv",
    columns: ["question", "context", "answers", "answer_start"],
    rows: texts.map(() => ["where?", context, record, "0"]),
  };
  expect((await learnt(both)).examples).toEqual(nested.examples);
  expect(questionAnswering.chooseColumns(both, {}).notes).toContain(
    'both.csv: column "answer_start" is taken for the places of answers that tell none themselves (by its name)',
  );
  expect(flat.notes).toEqual([
    "flat.csv: 1 answer not at the place told: the nearest same text is taken",
  ]);
  // Without the places it is the first bus of the context.
  const first = await learnt({
    file: "first.csv",
    format: "csv",
    columns: ["question", "context", "answers"],
    rows: [["where?", context, "bus"]],
  });
  expect(first.examples[0]?.target).not.toEqual(flat.examples[0]?.target);
});

test.each([
  ["\u200bada comes", "\u200bada", "ada"],
  ["she is ada\u200b", "ada\u200b", "ada"],
  ["she is \u200bada smith", "\u200bada", "ada"],
  ["she is ada", "ada", "ada"],
])(
  "of an answer the signs that have no token are not taught: %j",
  async (context, answer, wanted) => {
    const { examples } = await encoded([["who is it?", context, answer]], true);
    const { target, offsets } = examples[0] ?? {};
    const [start = 0, end = 0] = target ?? [];
    expect(start).toBeGreaterThan(0);
    expect(context.slice(offsets?.[start * 2], offsets?.[end * 2 + 1]).trim()).toBe(wanted);
  },
);
