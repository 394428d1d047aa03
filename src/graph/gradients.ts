import { BerthError } from "../base/index.js";
import type { Node, Tensor } from "./op.js";
import { add } from "./ops/add.js";
import { constant } from "./ops/constant.js";
import { inputName, inputOp } from "./ops/input.js";
import { reduceSum } from "./ops/reduce-sum.js";
import { reshape } from "./ops/reshape.js";
import { shapeMismatch } from "./shapes.js";
import { nodesBehind } from "./topological.js";

/**
 * The gradients of a loss: one walk from the loss back to the tensors that are asked for
 * (reverse-mode automatic differentiation). Nothing else is differentiated.
 *
 * @param loss - a scalar
 * @param wrt - tensors that the loss depends on, usually inputs of the graph
 * @returns for each of `wrt` the gradient, in its shape
 * @throws GRADIENT_MISSING when an op on the way has no gradient, or the loss does not depend on a tensor
 * @throws SHAPE_MISMATCH when the loss is not a scalar
 *
 * @example
 * const x = input("x", ["rows"]);
 * const [dx] = gradients(reduceSum(multiply(x, x), [0]), [x]); // 2 x
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.shape.length > 0) {
    shapeMismatch("gradients", "the loss must be a scalar", { loss: loss.shape });
  }
  return gradientsThrough(loss, constant(1), wrt);
}

/**
 * The same for a graph that is a part of a larger one: the gradients of a loss that lies behind `output`,
 * given the gradient that came to `output` from there.
 *
 * @param outputGradient - in the shape of `output`
 *
 * @example
 * const next = encoderLayer(hidden);
 * const [dx] = gradientsThrough(next, input("gradient", next.shape), [hidden]);
 */
export function gradientsThrough(
  output: Tensor,
  outputGradient: Tensor,
  wrt: readonly Tensor[],
): Tensor[] {
  const nodes = nodesBehind([output]);
  const moving = dependents(nodes, wrt);
  const found = new Map<Tensor, Tensor>([[output, outputGradient]]);
  for (const node of nodes.toReversed()) {
    const [result] = node.outputs;
    const resultGradient = result && found.get(result);
    if (resultGradient === undefined || !node.inputs.some((operand) => moving.has(operand)))
      continue;
    const rule = node.op.gradient(node, resultGradient);
    node.inputs.forEach((operand, position) => {
      if (!moving.has(operand)) return;
      const gradient = rule[position];
      // A later output is there for its own node's rule: no gradient comes through it.
      if (!gradient || operand.output > 0) {
        throw gradientMissing(gradient ? operand.node : node, operand, wrt);
      }
      const share = sumToShape(gradient, operand);
      const others = found.get(operand);
      found.set(operand, others ? add(others, share) : share);
    });
  }
  return wrt.map((tensor) => found.get(tensor) ?? notOnPath(tensor));
}

/** The tensors of `wrt` and all that is computed from them. */
function dependents(nodes: readonly Node[], wrt: readonly Tensor[]): ReadonlySet<Tensor> {
  const moving = new Set(wrt);
  for (const { inputs, outputs } of nodes) {
    if (!inputs.some((operand) => moving.has(operand))) continue;
    for (const output of outputs) moving.add(output);
  }
  return moving;
}

/** Undoes broadcasting: a value that was used in many places gets the sum of their gradients. */
function sumToShape(gradient: Tensor, { shape }: Tensor): Tensor {
  const added = gradient.shape.length - shape.length;
  const stretched = gradient.shape.flatMap((size, axis) =>
    axis >= added && shape[axis - added] === 1 && size !== 1 ? [axis] : [],
  );
  const leading = Array.from({ length: added }, (_, axis) => axis);
  const axes = [...leading, ...stretched];
  if (axes.length === 0) return gradient;
  return reshape(reduceSum(gradient, axes, stretched.length > 0), shape);
}

function nameOf(tensor: Tensor): string {
  return tensor.node.op === inputOp ? `"${inputName(tensor)}"` : tensor.node.op.name;
}

function gradientMissing(node: Node, operand: Tensor, wrt: readonly Tensor[]): BerthError {
  const behind = new Set(nodesBehind([operand]));
  const source = wrt.find((tensor) => behind.has(tensor.node)) ?? operand;
  const op = node.op.name;
  return new BerthError(
    "GRADIENT_MISSING",
    `no gradient for op "${op}" on the path loss -> ${op} -> ${nameOf(source)}. Do not train what is below it.`,
    { op, below: nameOf(source) },
  );
}

function notOnPath(tensor: Tensor): never {
  const name = nameOf(tensor);
  throw new BerthError("GRADIENT_MISSING", `gradients: the loss does not depend on ${name}`, {
    below: name,
  });
}
