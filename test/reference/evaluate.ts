import { elementCount } from "../../src/base/index.js";
import { type Dim, inputName, type Node, nodesBehind, type Tensor } from "../../src/graph/index.js";
import type { Float64Tensor } from "./array.js";
import { referenceOps } from "./ops.js";

/**
 * Computes tensors by the definitions of the ops, in float64: what everything else is measured by.
 *
 * Also holds the shape rules to the shapes that come out: a symbol has one size in a whole graph.
 *
 * @param feeds - values of the graph's inputs, by name
 */
export function evaluate(
  tensors: readonly Tensor[],
  feeds: Readonly<Record<string, Float64Tensor>>,
): Float64Tensor[] {
  const sizes = new Map<string, number>();
  const values = new Map<Tensor, Float64Tensor>();
  const nodes = nodesBehind(tensors);
  for (const { op, outputs } of nodes) {
    const [tensor] = outputs as [Tensor];
    if (op.name === "input") checkShape("input", tensor.shape, fed(tensor, feeds).shape, sizes);
  }
  for (const node of nodes) {
    const inputs = node.inputs.map((tensor) => values.get(tensor) as Float64Tensor);
    const results = compute(node, inputs, feeds, sizes);
    node.outputs.forEach((tensor, position) => {
      const value = results[position] as Float64Tensor;
      checkShape(node.op.name, tensor.shape, value.shape, sizes);
      values.set(tensor, value);
    });
  }
  return tensors.map((tensor) => values.get(tensor) as Float64Tensor);
}

function compute(
  node: Node,
  inputs: readonly Float64Tensor[],
  feeds: Readonly<Record<string, Float64Tensor>>,
  sizes: ReadonlyMap<string, number>,
): readonly Float64Tensor[] {
  const [first] = node.outputs as [Tensor];
  if (node.op.name === "input") return [fed(first, feeds)];
  const reference = referenceOps[node.op.name];
  if (reference === undefined) throw new Error(`no reference for op "${node.op.name}"`);
  const count = inputs[0] === undefined ? 1 : elementCount(inputs[0].shape);
  return reference(inputs, node.attributes as never, concrete(first.shape, sizes, count));
}

function fed(tensor: Tensor, feeds: Readonly<Record<string, Float64Tensor>>): Float64Tensor {
  const value = feeds[inputName(tensor)];
  if (value === undefined) throw new Error(`no value for input "${inputName(tensor)}"`);
  return value;
}

/** The shape in numbers; one unknown symbol gets what is left of `count` elements. */
function concrete(
  shape: readonly Dim[],
  sizes: ReadonlyMap<string, number>,
  count: number,
): number[] {
  const found = shape.map((size) => (typeof size === "number" ? size : sizes.get(size)));
  const known = elementCount(found.map((size) => size ?? 1));
  return found.map((size) => size ?? count / known);
}

function checkShape(
  op: string,
  shape: readonly Dim[],
  actual: readonly number[],
  sizes: Map<string, number>,
): void {
  const fits =
    shape.length === actual.length &&
    shape.every((size, axis) => {
      const came = actual[axis] as number;
      if (typeof size === "number") return size === came;
      if (!sizes.has(size)) sizes.set(size, came);
      return sizes.get(size) === came;
    });
  if (!fits) throw new Error(`${op}: the shape rule says [${shape}], the value has [${actual}]`);
}
