import { add, gatherRows, input, multiply, subtract, type Tensor } from "../graph/index.js";
import { packedSizes } from "./layout.js";

/**
 * Mixup (Zhang et al. 2018) of what stands for whole sequences, such as their hidden states (Guo et al.
 * 2019): `s x_i + (1 - s) x_j`, where j is the partner of i and s its own share.
 *
 * Axes: B sequences.
 *
 * @returns mixes `[B, W]` rows: hidden states and targets alike. The graph's inputs `mixup_partners`
 *   `[B]` int32, each row once, and `mixup_shares` `[B, 1]` float32 are bound with each batch
 */
export function mixedRows(): (rows: Tensor) => Tensor {
  const { sequences } = packedSizes;
  const partners = input("mixup_partners", [sequences], "int32");
  const shares = input("mixup_shares", [sequences, 1]);
  return (rows) =>
    add(multiply(rows, shares), multiply(gatherRows(rows, partners), subtract(1, shares)));
}
