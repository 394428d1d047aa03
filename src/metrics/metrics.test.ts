import { describe, expect, test } from "vitest";
import fixture from "../../test/fixtures/metrics.json" with { type: "json" };
import {
  accuracy,
  type ClassScores,
  classificationReport,
  classificationScores,
  classScores,
  confusionMatrix,
  macroAverage,
  majorityBaseline,
  weightedAverage,
} from "./index.js";

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 12);
}

const shares = ({ precision, recall, f1 }: ClassScores): number[] => [precision, recall, f1];

describe.each(fixture.cases)("scikit-learn's numbers: $title", (expected) => {
  const { truth, prediction, names, digits } = expected;
  const labelCount = names.length;

  test("confusion matrix and accuracy", () => {
    expect(confusionMatrix(truth, prediction, labelCount)).toEqual(expected.confusion);
    expect(accuracy(truth, prediction)).toBe(expected.accuracy);
  });

  test("precision, recall, F1 and support of each class, and their averages", () => {
    const scores = classScores(truth, prediction, labelCount);
    for (const [label, score] of scores.entries()) {
      expectClose([...shares(score), score.support], expected.per_class[label] ?? []);
    }
    expectClose(shares(macroAverage(scores)), expected.macro);
    expectClose(shares(weightedAverage(scores)), expected.weighted);
  });

  test("the scores of metrics.json", () => {
    const scores = classificationScores(truth, prediction, labelCount);
    expectClose(
      [scores.accuracy, scores.f1, scores.f1_macro, scores.f1_weighted],
      [
        expected.accuracy,
        expected.positive_f1 ?? (expected.macro[2] as number),
        expected.macro[2] as number,
        expected.weighted[2] as number,
      ],
    );
  });

  test("the majority baseline", () => {
    const baseline = majorityBaseline(truth, labelCount);
    expect(baseline.label).toBe(expected.majority.label);
    expectClose(
      [baseline.accuracy, baseline.f1Macro],
      [expected.majority.accuracy, expected.majority.f1_macro],
    );
  });

  test("the report, to the letter", () => {
    expect(classificationReport(truth, prediction, names, { digits })).toBe(expected.report);
  });
});
