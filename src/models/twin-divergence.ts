import { exp, input, multiply, reduceSum, regroup, subtract, type Tensor } from "../graph/index.js";
import { packedSizes } from "./layout.js";

/**
 * How far each sequence's shares are from those of its twin: the Kullback-Leibler divergence
 * `sum_c p_c (log p_c - log q_c)`, p the sequence's own shares and q its twin's. A batch for R-Drop
 * (Liang et al. 2021) holds every example twice, as twins with dropout of their own; summed over both,
 * the divergence is symmetric.
 *
 * Axes: B sequences, C shares that sum to 1.
 *
 * @param logShares - `[B, ..., C]`; the graph's input `twin_rows` `[B]` int32 names each one's twin
 * @returns `[B, ...]`
 */
export function twinDivergence(logShares: Tensor): Tensor {
  const twins = input("twin_rows", [packedSizes.sequences], "int32");
  // Twins name each other: the index is its own inverse.
  const others = regroup(logShares, twins, twins);
  return reduceSum(multiply(exp(logShares), subtract(logShares, others)), [-1]);
}
