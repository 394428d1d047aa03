import { BerthError } from "../base/index.js";
import type { Tensor } from "./op.js";
import { inputName, inputOp } from "./ops/input.js";
import { nodesBehind } from "./topological.js";

/** Named outputs, and the inputs that they are computed from. */
export interface Graph {
  readonly inputs: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/**
 * The graph of some outputs. Its inputs are those that the outputs depend on, and no others.
 *
 * @throws INPUT_REPEATED when two inputs have one name
 *
 * @example
 * const { inputs } = graph({ logits: linear(x, weight, bias) });
 */
export function graph(outputs: Readonly<Record<string, Tensor>>): Graph {
  const inputs = nodesBehind(Object.values(outputs))
    .filter(({ op }) => op === inputOp)
    .flatMap((node) => node.outputs);
  const names = inputs.map(inputName);
  const repeated = names.find((name, position) => names.indexOf(name) !== position);
  if (repeated !== undefined) {
    throw new BerthError(
      "INPUT_REPEATED",
      `graph: two inputs are named "${repeated}". Make an input once and use it in both places.`,
      { input: repeated },
    );
  }
  return { inputs, outputs };
}
