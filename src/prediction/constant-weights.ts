import { float32, type TensorData } from "../base/index.js";
import { type Graph, inputName } from "../graph/index.js";

/** While it is loaded a constant weight is in memory up to four times: large models keep theirs bound. */
const mostBytes = 2 ** 29;

/**
 * The weights that a graph reads, to be put inside its file: engines prepare constant weights for
 * their products once, and bound ones at every run. None when they are more than half a gibibyte.
 */
export function constantWeights(
  { inputs }: Graph,
  weights: ReadonlyMap<string, Float32Array>,
): Record<string, TensorData> {
  const constants: Record<string, TensorData> = {};
  let bytes = 0;
  for (const tensor of inputs) {
    const values = weights.get(inputName(tensor));
    if (values === undefined) continue;
    constants[inputName(tensor)] = float32(tensor.shape.map(Number), values);
    bytes += values.byteLength;
  }
  return bytes > mostBytes ? {} : constants;
}
