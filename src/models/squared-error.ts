import { cast, multiply, reduceSum, sizeOf, subtract, type Tensor } from "../graph/index.js";
import type { Loss } from "./cross-entropy.js";

/**
 * Squared error as `torch.nn.MSELoss` defines it: the mean of `(x - y)^2`.
 *
 * Axes: B sequences.
 *
 * @param predicted - `[B]` float
 * @param truth - `[B]` float
 */
export function squaredError(predicted: Tensor, truth: Tensor): Loss {
  const error = subtract(predicted, truth);
  return {
    sum: reduceSum(multiply(error, error), [0]),
    weight: cast(sizeOf(truth), "float32"),
  };
}
