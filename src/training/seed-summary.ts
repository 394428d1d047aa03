import type { FinishedSeed, Scores, SeedSummary } from "./events.js";
import { isBetter } from "./run-state.js";

/** Names of times and of what would be scored without a model, as the tasks' `baseline` tells it. */
const noScores = [
  "runtime",
  "majority_",
  "mean_mse",
  "mean_mae",
  "no_answer_f1",
  "outside_accuracy",
];

const isScore = (name: string): boolean => {
  const [, score] = /^(?:last_)?(?:eval|test)_(.*)$/.exec(name) ?? [];
  return score !== undefined && !noScores.some((other) => score.startsWith(other));
};

/**
 * Mean and deviation of every score that all seeds have, and the best seed; the first of equals.
 *
 * @param finished - two or more
 * @param metric - the validation score that chooses, without a prefix
 */
export function summarizeSeeds(finished: readonly FinishedSeed[], metric: string): SeedSummary {
  const name = `eval_${metric}`;
  const scoreOf = ({ metrics }: FinishedSeed): number => metrics[name] ?? Number.NaN;
  const best = finished.reduce((so, seed) =>
    isBetter(metric, scoreOf(seed), scoreOf(so)) ? seed : so,
  );
  const names = Object.keys(best.metrics).filter(isScore);
  const told = names.map((score) => [score, spread(finished, score)] as const);
  return {
    metric: name,
    bestSeed: best.seed,
    mean: Object.fromEntries(told.map(([score, { mean }]) => [score, mean])),
    deviation: Object.fromEntries(told.map(([score, { deviation }]) => [score, deviation])),
  };
}

function spread(finished: readonly FinishedSeed[], name: string) {
  const values = finished.map(({ metrics }) => metrics[name] ?? Number.NaN);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** The same as further numbers of `metrics.json`. */
export function summaryMetrics({ bestSeed, mean, deviation }: SeedSummary, count: number): Scores {
  const named = (scores: Scores, ending: string) =>
    Object.entries(scores).map(([name, score]) => [`${name}_${ending}`, score]);
  return {
    best_seed: bestSeed,
    seed_count: count,
    ...Object.fromEntries([...named(mean, "mean"), ...named(deviation, "std")]),
  };
}

/**
 * The scores of several seeds as a table of text: a heading, a line a seed, mean and deviation.
 *
 * @param shown - scores with their headings, without prefixes
 * @param words - the words around them
 */
export function seedTable(
  finished: readonly FinishedSeed[],
  { bestSeed, mean, deviation }: SeedSummary,
  shown: Readonly<Record<string, string>>,
  words: Readonly<Record<"seed" | "test" | "loss" | "mean" | "deviation" | "bestSeed", string>>,
): string[][] {
  const columns = [...Object.entries(shown), ["loss", words.loss] as const]
    .flatMap(([name, heading]) => [
      [`eval_${name}`, heading] as const,
      [`test_${name}`, `${words.test} ${heading}`] as const,
    ])
    .filter(([name]) => name in mean)
    .sort(([a], [b]) => Number(a.startsWith("test_")) - Number(b.startsWith("test_")));
  const cells = (scores: Scores): string[] =>
    columns.map(([name]) => (scores[name] ?? Number.NaN).toFixed(4));
  return [
    [words.seed, ...columns.map(([, heading]) => heading), ""],
    ...finished.map(({ seed, metrics }) => [
      String(seed),
      ...cells(metrics),
      seed === bestSeed ? words.bestSeed : "",
    ]),
    [words.mean, ...cells(mean), ""],
    [words.deviation, ...cells(deviation), ""],
  ];
}
