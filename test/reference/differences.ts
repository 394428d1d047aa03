import type { Tensor } from "../../src/graph/index.js";
import type { Float64Tensor } from "./array.js";
import { evaluate } from "./evaluate.js";

/**
 * The gradient of a loss by central differences over the reference: no rule of ours is in it.
 *
 * @param name - the input whose elements are moved
 */
export function centralDifferences(
  loss: Tensor,
  feeds: Readonly<Record<string, Float64Tensor>>,
  name: string,
): Float64Array {
  const step = 1e-5;
  const { shape, data } = feeds[name] as Float64Tensor;
  const lossAt = (position: number, moved: number): number => {
    const value = { shape, data: data.with(position, (data[position] as number) + moved) };
    const [result] = evaluate([loss], { ...feeds, [name]: value });
    return result?.data[0] as number;
  };
  return data.map((_, i) => (lossAt(i, step) - lossAt(i, -step)) / (2 * step));
}
