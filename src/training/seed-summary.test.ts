import { expect, test } from "vitest";
import { seedTable, summarizeSeeds, summaryMetrics } from "./seed-summary.js";

const seed = (number: number, f1: number, loss: number) => ({
  seed: number,
  directory: `seed-${number}`,
  metrics: {
    eval_f1: f1,
    eval_loss: loss,
    eval_majority_accuracy: 0.5,
    eval_mean_mse: 0.25,
    eval_mean_mae: 0.5,
    eval_no_answer_f1: 50,
    eval_outside_accuracy: 0.75,
    eval_runtime: 3,
    best_epoch: 2,
  },
  report: "",
});
const finished = [seed(1, 0.8125, 0.5), seed(2, 0.875, 0.625), seed(3, 0.875, 0.25)];

test("mean and sample deviation are those of Python's statistics.mean and statistics.stdev", () => {
  const { mean, deviation } = summarizeSeeds(finished, "f1");
  expect(mean["eval_f1"]).toBeCloseTo(0.8541666666666666, 15);
  expect(deviation["eval_f1"]).toBeCloseTo(0.03608439182435161, 15);
  expect(mean["eval_loss"]).toBeCloseTo(0.4583333333333333, 15);
  expect(deviation["eval_loss"]).toBeCloseTo(0.19094065395649334, 15);
});

test("scores alone are summarized: no times, no epochs, no baselines", () => {
  const { mean, deviation } = summarizeSeeds(finished, "f1");
  expect(Object.keys(mean)).toEqual(["eval_f1", "eval_loss"]);
  expect(Object.keys(deviation)).toEqual(["eval_f1", "eval_loss"]);
});

test("the best has the highest score, the first of equals; of losses the lowest", () => {
  expect(summarizeSeeds(finished, "f1").bestSeed).toBe(2);
  expect(summarizeSeeds(finished, "loss").bestSeed).toBe(3);
});

test("metrics.json gets mean and deviation under names of their own", () => {
  expect(Object.keys(summaryMetrics(summarizeSeeds(finished, "f1"), 3))).toEqual([
    "best_seed",
    "seed_count",
    "eval_f1_mean",
    "eval_loss_mean",
    "eval_f1_std",
    "eval_loss_std",
  ]);
});

test("the table has a line a seed, the best one marked, then mean and deviation", () => {
  const words = {
    seed: "seed",
    test: "test",
    loss: "loss",
    mean: "mean",
    deviation: "std. dev.",
    bestSeed: "best",
  };
  expect(seedTable(finished, summarizeSeeds(finished, "f1"), { f1: "F1" }, words)).toEqual([
    ["seed", "F1", "loss", ""],
    ["1", "0.8125", "0.5000", ""],
    ["2", "0.8750", "0.6250", "best"],
    ["3", "0.8750", "0.2500", ""],
    ["mean", "0.8542", "0.4583", ""],
    ["std. dev.", "0.0361", "0.1909", ""],
  ]);
});
