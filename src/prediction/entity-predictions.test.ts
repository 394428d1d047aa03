import { describe, expect, test } from "vitest";
import { tinyBert } from "../../test/tiny-bert.js";
import type { Example } from "../base/index.js";
import { readConfig } from "../directory/index.js";
import { bertArchitecture, tokenClassifier } from "../models/index.js";
import type { Table } from "../records/index.js";
import { ner } from "../tasks/ner/ner.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { entityPredictions } from "./entity-predictions.js";

const labels = ["O", "B-PER", "I-PER"];
const tokenizer = await loadTokenizer(tinyBert);
const architecture = bertArchitecture(await readConfig(tinyBert));
const things = ["soup", "bread box", "the guide", "noon", "our station"];

/** Examples that a model with such a training is given for texts. */
async function read(
  texts: Parameters<typeof entityPredictions>[0],
  documentContext: boolean,
): Promise<number[][]> {
  const came: number[][] = [];
  const stored = {
    model: tokenClassifier(architecture, labels.length),
    weights: new Map(),
    labels,
    tokenizer,
    maxLength: 12,
    positions: 64,
    encoding: { documentContext },
  };
  await entityPredictions(texts, stored, async (examples: readonly Example[]) => {
    came.push(...examples.map(({ tokenIds }) => [...tokenIds]));
    return examples.map(({ tokenIds }) => new Float32Array(tokenIds.length * labels.length));
  });
  return came;
}

describe("a model that learnt with documents around texts", () => {
  // Documents of seven, one of which stands across the border of two parts of a large file.
  const texts = Array.from({ length: 4110 }, (_, row) => ({
    text: things[row % things.length] ?? "",
    document: String(Math.floor(row / 7)),
  }));

  test("reads each text with its document's others, as in evaluation", async () => {
    const table: Table = {
      file: "a.jsonl",
      format: "jsonl",
      columns: ["document", "text", "spans"],
      rows: texts.map(({ text, document }) => [document, text, "[]"]),
    };
    const { examples } = await ner.encode(
      {
        table,
        columns: { text: 1, label: 2, more: { document: 0 }, notes: [] },
        rows: Int32Array.from(texts.keys()),
      },
      labels,
      tokenizer,
      { maxLength: 12, documentContext: true },
    );
    const wanted = examples.map(({ tokenIds }) => [...tokenIds]);
    expect(Math.max(...wanted.map((ids) => ids.length))).toBe(12);
    expect(await read(texts, true)).toEqual(wanted);
  });

  test("reads texts of no document alone, as does one that learnt without", async () => {
    const some = texts.slice(0, 20);
    const bare = some.map(({ text }) => text);
    expect(await read(bare, true)).toEqual(await read(some, false));
    expect(await read(some, true)).not.toEqual(await read(some, false));
  });
});
