import { describe, expect, test } from "vitest";
import {
  type BertClassifier,
  labelledBatch,
  readBert,
  stepperOf,
} from "../../test/bert-classifier.js";
import { worstDifference } from "../../test/reference/compare.js";
import { tinyBert, tinyExamples } from "../../test/tiny-bert.js";
import { type Example, unreachable } from "../base/index.js";
import { classifier, embeddingTables } from "../models/index.js";
import { vocabularyRows } from "./vocabulary-rows.js";

const width = 32;
const specialIds = [0, 1, 2, 3, 4];
const rates = [1e-3, 5e-4, 2e-4];
const weightDecay = 0.1;

/** The weights after a step over the examples for each rate, with dropout. */
async function trained(bert: BertClassifier, examples: readonly Example[]) {
  const stepper = await stepperOf(bert, { optimizer: { weightDecay } });
  for (const [step, learningRate] of rates.entries()) {
    const batch = labelledBatch(examples.slice(step, step + 2));
    await stepper.step([batch], { step, learningRate, maxGradientNorm: 1 });
  }
  const weights = await stepper.weights();
  await stepper.close();
  return weights;
}

function wordTable(weights: ReadonlyMap<string, Float32Array>): Float32Array {
  return weights.get(embeddingTables.word) ?? unreachable("a BERT has a word table");
}

describe("training the rows that occur", () => {
  const rows = vocabularyRows(tinyExamples, specialIds);

  test("equals training the whole table with AdamW, untouched rows included", async () => {
    const bert = await readBert(tinyBert, {});
    const { architecture, head } = bert.model;
    const table = wordTable(bert.weights);
    const small = {
      model: classifier({ ...architecture, vocabularySize: rows.ids.length }, head, 3),
      weights: new Map(bert.weights).set(embeddingTables.word, rows.gather(table, width)),
    };
    const expected = await trained(bert, tinyExamples);
    const fromSmall = await trained(small, tinyExamples.map(rows.renumber));
    const left = rates.reduce((scale, rate) => scale * (1 - rate * weightDecay), 1);
    const restored = new Map(fromSmall).set(
      embeddingTables.word,
      rows.restore(table, wordTable(fromSmall), width, left),
    );
    expect([...restored.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, values] of expected) {
      if (name !== embeddingTables.word) expect(restored.get(name), name).toEqual(values);
    }
    const rowOf = (weights: ReadonlyMap<string, Float32Array>, id: number) =>
      wordTable(weights).slice(id * width, (id + 1) * width);
    // Decay step by step rounds a number each time, by up to 6e-8 of it; decay at once rounds once.
    const tolerance = { absolute: 0, relative: 1e-7 * rates.length };
    for (let id = 0; id < architecture.vocabularySize; id++) {
      const came = rowOf(restored, id);
      const wanted = rowOf(expected, id);
      if (rows.ids.includes(id)) expect(came, `row ${id}`).toEqual(wanted);
      else expect(worstDifference(came, wanted, tolerance), `row ${id}`).toBeUndefined();
      expect(came, `row ${id}`).not.toEqual(rowOf(bert.weights, id));
    }
    expect(rows.ids.length).toBeLessThan(architecture.vocabularySize - 50);
  });

  test("leaves the others alone where nothing decays", () => {
    const table = Float32Array.from({ length: 150 * width }, (_, i) => i);
    expect(rows.restore(table, rows.gather(table, width), width, 1)).toEqual(table);
  });

  test("renumbers texts by rows, and rows by ids", () => {
    for (const example of tinyExamples) {
      const renumbered = rows.renumber(example);
      expect(renumbered.tokenIds.map((row) => rows.ids[row] ?? -1)).toEqual(example.tokenIds);
      expect(renumbered.target).toBe(example.target);
    }
    expect(rows.ids).toEqual(rows.ids.slice().sort());
    expect(Array.from(rows.ids)).toEqual(expect.arrayContaining(specialIds));
  });
});
