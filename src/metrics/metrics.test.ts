import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import fixture from "../../test/fixtures/metrics.json" with { type: "json" };
import { digest, SeededNumbers } from "../../test/seeded-numbers.js";
import {
  accuracy,
  type ClassScores,
  classAverages,
  classificationReport,
  classificationScores,
  confusionMatrix,
  majorityBaseline,
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
    const { classes, macro, weighted } = classAverages(truth, prediction, labelCount);
    for (const [label, score] of classes.entries()) {
      expectClose([...shares(score), score.support], expected.per_class[label] ?? []);
    }
    expectClose(shares(macro), expected.macro);
    expectClose(shares(weighted), expected.weighted);
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

test("scikit-learn's numbers and reports of a thousand drawn cases", () => {
  expect(fixture.digests).toHaveLength(1000);
  for (const [seed, expected] of fixture.digests.entries()) {
    const numbers = new SeededNumbers(seed);
    const classes = 2 + numbers.below(5);
    const truth = numbers.list(1 + numbers.below(30), () => numbers.below(classes));
    const prediction = truth.map((value) =>
      numbers.share() < 0.5 ? value : numbers.below(classes),
    );
    const averages = classAverages(truth, prediction, classes);
    const told = classificationScores(truth, prediction, classes);
    const { classes: scores, macro, weighted } = averages;
    expect([told.f1_macro, told.f1_weighted]).toEqual([macro.f1, weighted.f1]);
    const baseline = majorityBaseline(truth, classes);
    const values = [
      ...[told.accuracy, ...shares(macro), ...shares(weighted)],
      ...scores.flatMap((score) => [...shares(score), score.support]),
      ...confusionMatrix(truth, prediction, classes).flat(),
      ...[baseline.accuracy, baseline.f1Macro],
      ...(classes === 2 ? [told.f1] : []),
    ];
    expect(digest(values), `seed ${seed}`).toBeCloseTo(expected, 8);
    const names = [..."abcdefghi"].slice(0, classes);
    const report = classificationReport(truth, prediction, names, { digits: 2 + (seed % 3) });
    const hash = createHash("sha256").update(report).digest("hex").slice(0, 8);
    expect(hash, `report of seed ${seed}`).toBe(fixture.reports[seed]);
  }
});
