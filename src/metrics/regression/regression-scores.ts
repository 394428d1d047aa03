import { pearson, spearman } from "./correlations.js";

/** The scores of a regression, under the keys of `metrics.json`. */
export type RegressionScores = Readonly<
  Record<"pearson" | "spearmanr" | "mse" | "mae" | "r2", number>
>;

/**
 * How near predicted numbers are to the true ones: both correlations, mean squared and mean absolute
 * error, and the share of the variance explained. Where the truth does not vary, `r2` is 1 for a
 * perfect prediction and 0 for any other, as in scikit-learn.
 *
 * @param truth - at least one number
 * @param prediction - as many
 */
export function regressionScores(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
): RegressionScores {
  const actual = Float64Array.from(truth);
  const errors = actual.map((value, row) => (prediction[row] as number) - value);
  const center = mean(actual);
  const squared = mean(errors.map((error) => error ** 2));
  const variance = mean(actual.map((value) => (value - center) ** 2));
  const constant = squared === 0 ? 1 : 0;
  return {
    pearson: pearson(truth, prediction),
    spearmanr: spearman(truth, prediction),
    mse: squared,
    mae: mean(errors.map(Math.abs)),
    r2: variance === 0 ? constant : 1 - squared / variance,
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
