import { expect, test } from "vitest";
import fixture from "../../test/fixtures/classification.json" with { type: "json" };
import { decodeClassification, predictedClasses, scoreClassification } from "./index.js";

const names = (count: number): string[] => Array.from({ length: count }, (_, id) => `label ${id}`);

test.each(fixture.losses)(
  "losses are PyTorch's with weights $classWeights and smoothing $labelSmoothing",
  (expected) => {
    const scores = scoreClassification(
      Float32Array.from(expected.logits),
      Int32Array.from(expected.targets),
      names(expected.labelCount),
      {
        batchSize: expected.batchSize,
        classWeights: expected.classWeights ?? undefined,
        labelSmoothing: expected.labelSmoothing,
      },
    );
    expect(scores.loss).toBeCloseTo(expected.loss, 10);
    expect(scores.loss_batch_mean).toBeCloseTo(expected.lossBatchMean, 10);
  },
);

test("accuracy and F1 stand beside the losses", () => {
  const logits = Float32Array.of(2, 1, 0, 3, 5, 1);
  const scores = scoreClassification(logits, Int32Array.of(0, 1, 1), names(2), { batchSize: 2 });
  expect(scores).toMatchObject({ accuracy: 2 / 3, f1: 2 / 3, f1_macro: 2 / 3, f1_weighted: 2 / 3 });
});

test.each(fixture.losses)(
  "probabilities are PyTorch's softmax ($labelCount labels)",
  (expected) => {
    const decoded = decodeClassification(
      Float32Array.from(expected.logits),
      names(expected.labelCount),
      { scores: "probabilities" },
    );
    for (const [row, probabilities] of expected.probabilities.entries()) {
      const sorted = probabilities
        .map((score, id) => ({ label: `label ${id}`, score }))
        .sort((a, b) => b.score - a.score);
      expect(decoded[row]?.map(({ label }) => label)).toEqual(sorted.map(({ label }) => label));
      for (const [place, { score }] of sorted.entries()) {
        expect(decoded[row]?.[place]?.score).toBeCloseTo(score, 12);
      }
    }
  },
);

test("top-k keeps the best labels, equal ones in label order", () => {
  const logits = Float32Array.of(1, 3, 3, 2);
  const labels = ["a", "b", "c", "d"];
  expect(decodeClassification(logits, labels, { topK: 3, scores: "logits" })).toEqual([
    [
      { label: "b", score: 3 },
      { label: "c", score: 3 },
      { label: "d", score: 2 },
    ],
  ]);
  expect([...predictedClasses(logits, 4)]).toEqual([1]);
});

test("logits far apart have finite losses", () => {
  const logits = Float32Array.of(-1e4, 1e4);
  const { loss } = scoreClassification(logits, Int32Array.of(0), names(2), { batchSize: 1 });
  expect(loss).toBe(2e4);
});
