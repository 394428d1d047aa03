import { expect, test } from "vitest";
import type { Example } from "../src/base/index.js";
import { defaultRounding, packBatch } from "../src/batches/index.js";
import { classification, textLogits } from "../src/tasks/index.js";
import { meanGradients, readBert, stepperOf, withoutDropout } from "./bert-classifier.js";
import { expectTorch } from "./expect-torch.js";
import fixture from "./fixtures/window-loss.json" with { type: "json" };
import { worstDifference } from "./reference/compare.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

const bert = await readBert(tinyBert, withoutDropout);
const windows = tinyExamples.map(
  (example, place): Example => ({
    ...example,
    row: fixture.rows[place] ?? 0,
    target: Int32Array.of(fixture.labels[place] ?? 0),
    weight: fixture.shares[place] ?? 1,
  }),
);
const batchOf = (examples: readonly Example[]) => {
  const packed = packBatch(examples, defaultRounding);
  return { ...packed, ...classification.targets(examples, packed) };
};
const tolerance = { absolute: 1e-6, relative: 1e-3 };

test.each([
  { kind: "plain", classWeights: undefined },
  { kind: "weighted", classWeights: fixture.class_weights },
] as const)(
  "$kind: windows count as shares of their texts in PyTorch's loss and gradients",
  async ({ kind, classWeights }) => {
    const loss = { classWeights, weighsExamples: true };
    const expected = fixture[kind];
    // Also in two micro-batches that part a text's windows.
    for (const batches of [[windows], [windows.slice(0, 1), windows.slice(1)]]) {
      const settings = { loss, accumulates: batches.length > 1 };
      const came = await meanGradients(bert, batches.map(batchOf), settings);
      expectTorch({ ...came, gradient: (name) => came.gradients.get(name) }, expected);
    }
  },
);

test("a text's logits and loss are those of the mean over its windows", async () => {
  const stepper = await stepperOf(bert, {});
  const { data } = await stepper.forward(packBatch(windows));
  const rows = windows.map((_, row) => (data as Float32Array).slice(row * 3, row * 3 + 3));
  await stepper.close();
  expect(
    worstDifference(textLogits(windows, rows), fixture.text_logits, tolerance),
  ).toBeUndefined();
  const outputs = {
    examples: windows,
    outputs: rows,
    references: [2, 0, 1],
    labels: ["a", "b", "c"],
    notes: [],
  };
  expect(classification.score(outputs, { batchSize: 2 })["loss"]).toBeCloseTo(fixture.text_loss, 5);
  expect(classification.evaluated(outputs)).toHaveLength(3);
});
