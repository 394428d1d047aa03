import { describe, expect, test } from "vitest";
import fixture from "../../test/fixtures/number-scores.json" with { type: "json" };
import { digest, SeededNumbers } from "../../test/seeded-numbers.js";
import type { ClassScores } from "./class-scores.js";
import {
  classificationScores,
  expectedCalibrationError,
  f1Threshold,
  f1Thresholds,
  fitTemperature,
  matthewsCorrelation,
  multiLabelAverages,
  multiLabelReport,
  multiLabelScores,
  regressionScores,
} from "./index.js";

const shares = ({ precision, recall, f1 }: ClassScores): number[] => [precision, recall, f1];

/** Each maker below draws as its namesake in make_number_scores.py does. */
const makers: Readonly<Record<string, (numbers: SeededNumbers, seed: number) => number>> = {
  matthews(numbers) {
    const labels = 2 + numbers.below(4);
    const truth = numbers.list(1 + numbers.below(30), () => numbers.below(labels));
    const prediction = truth.map((value) =>
      numbers.share() < 0.5 ? value : numbers.below(labels),
    );
    const values = [matthewsCorrelation(truth, prediction, labels)];
    if (labels === 2) values.push(classificationScores(truth, prediction, 2).f1);
    return digest(values);
  },

  regression(numbers) {
    const count = 2 + numbers.below(20);
    const spread = 1 + numbers.below(20);
    const truth = numbers.list(count, () => numbers.below(spread) / 4);
    const prediction = truth.map((value) =>
      numbers.share() < 0.7 ? value + numbers.share() * 2 - 1 : numbers.below(5) / 4,
    );
    const { pearson, spearmanr, mse, mae, r2 } = regressionScores(truth, prediction);
    return digest([pearson, spearmanr, mse, mae, r2]);
  },

  multi_label(numbers) {
    const { labels, truth, prediction } = labelSets(numbers);
    const averages = multiLabelAverages(truth, prediction, labels);
    const scores = multiLabelScores(truth, prediction, labels);
    expect(scores).toMatchObject({
      f1: averages.micro.f1,
      f1_macro: averages.macro.f1,
      f1_weighted: averages.weighted.f1,
      f1_samples: averages.samples.f1,
      precision: averages.micro.precision,
      recall: averages.micro.recall,
    });
    return digest([
      ...[averages.micro, averages.macro, averages.weighted, averages.samples].flatMap(shares),
      ...averages.labels.flatMap((score) => [...shares(score), score.support]),
      scores.accuracy,
      scores.hamming_loss,
    ]);
  },

  threshold(numbers) {
    const count = 1 + numbers.below(20);
    const truth = numbers.list(count, () => Number(numbers.share() < 0.4));
    const scores = truth.map((value) =>
      Math.min(0.99, numbers.below(30) / 40 + (value * numbers.below(10)) / 40),
    );
    const least = f1Threshold(truth, scores);
    const prediction = scores.map((score) => Number(score >= least));
    return digest([multiLabelAverages(truth, prediction, 1).micro.f1]);
  },

  calibration_error(numbers, seed) {
    const confidences = numbers.list(1 + numbers.below(60), () => numbers.share());
    const isRight = confidences.map((value) => numbers.share() < value);
    return digest([expectedCalibrationError(confidences, isRight, seed % 2 === 0 ? 15 : 10)]);
  },

  temperature(numbers) {
    const labels = 2 + numbers.below(4);
    const rows = 2 + numbers.below(30);
    const logits = numbers.list(rows * labels, () => numbers.share() * 8 - 4);
    const targets = Array.from({ length: rows }, (_, row) => {
      const values = logits.slice(row * labels, (row + 1) * labels);
      return numbers.share() < 0.6 ? values.indexOf(Math.max(...values)) : numbers.below(labels);
    });
    return Math.log(fitTemperature(logits, targets, labels));
  },
};

function labelSets(numbers: SeededNumbers) {
  const labels = 2 + numbers.below(5);
  const rows = 1 + numbers.below(12);
  const truth = numbers.list(rows * labels, () => Number(numbers.share() < 0.3));
  const prediction = truth.map((value) => (numbers.share() < 0.8 ? value : 1 - value));
  return { labels, truth, prediction };
}

const kinds = Object.entries(fixture).filter(([kind]) => kind in makers) as [string, number[]][];

test.each(kinds)(
  "generated cases of %s have the numbers of SciPy and scikit-learn",
  (kind, cases) => {
    expect(cases.length).toBe(1000);
    for (const [seed, expected] of cases.entries()) {
      const actual = makers[kind]?.(new SeededNumbers(seed), seed);
      expect(actual, `seed ${seed}`).toBeCloseTo(expected, kind === "temperature" ? 6 : 9);
    }
  },
);

test.each(fixture.multi_label_reports)(
  "scikit-learn's report of label sets, to the letter",
  (expected) => {
    const { seed, names, digits, report } = expected;
    const { truth, prediction } = labelSets(new SeededNumbers(seed));
    expect(multiLabelReport(truth, prediction, names, { digits })).toBe(report);
  },
);

describe("thresholds", () => {
  test("each label has its own", () => {
    expect(f1Thresholds([1, 0, 0, 1, 1, 0], [0.4, 0.9, 0.1, 0.95, 0.3, 0.2], 2)).toEqual([
      0.2, 0.925,
    ]);
  });

  test("a label that never holds keeps 0.5", () => {
    expect(f1Threshold([0, 0], [0.9, 0.1])).toBe(0.5);
  });
});

test("a temperature in closed form: two of three rows right by 4", () => {
  expect(fitTemperature([4, 0, 4, 0, 4, 0], [0, 0, 1], 2)).toBeCloseTo(4 / Math.log(2), 10);
  expect(fitTemperature([1, 0], [0], 2)).toBeCloseTo(0.01, 12);
});
