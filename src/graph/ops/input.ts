import type { DType } from "../../base/index.js";
import { apply, type Dim, type Op, type Tensor, type TensorType } from "../op.js";

interface Attributes extends TensorType {
  readonly name: string;
}

export const inputOp: Op<readonly [], Attributes> = {
  name: "input",
  infer: (_, type) => [type],
  // An input of the graph has no ONNX node: it is there under its name.
  lower: (_emitter, _inputs, { attributes }) => attributes.name,
  gradient: () => [],
};

/**
 * A value that is given when the graph runs.
 *
 * @param name - under which it is bound
 * @param shape - numbers, or symbols for sizes that differ from run to run
 *
 * @example
 * const embedded = input("embedded", ["rows", 384]);
 */
export function input(name: string, shape: readonly Dim[], dtype: DType = "float32"): Tensor {
  return apply(inputOp, [], { name, shape, dtype });
}

/** The name of a tensor that was made by `input`. */
export function inputName(tensor: Tensor): string {
  return (tensor.node.attributes as Attributes).name;
}
