import type { Graph } from "./graph.js";
import type { Node, Tensor } from "./op.js";
import { constantOp } from "./ops/constant.js";
import { inputName, inputOp } from "./ops/input.js";
import { showShape } from "./shapes.js";
import { nodesBehind } from "./topological.js";

/**
 * A graph as text, one line a node in the order of computing: for reviews and tests.
 *
 * @example
 * printGraph(graph({ y: exp(input("x", ["rows"])) }));
 * // x = input float32 [rows]
 * // %0 = exp(x) float32 [rows]
 * // y: %0
 */
export function printGraph({ outputs }: Graph): string {
  const names = new Map<Node, string>();
  const nameOf = ({ node, output }: Tensor): string =>
    `${names.get(node)}${output === 0 ? "" : `.${output}`}`;
  let count = 0;
  const lines = nodesBehind(Object.values(outputs)).map((node) => {
    const [result] = node.outputs as [Tensor];
    names.set(node, node.op === inputOp ? inputName(result) : `%${count++}`);
    const operands = [...node.inputs.map(nameOf), ...showAttributes(node)].join(", ");
    const call = node.op === inputOp ? "input" : `${node.op.name}(${operands})`;
    return `${nameOf(result)} = ${call} ${result.dtype} ${showShape(result.shape)}`;
  });
  const results = Object.entries(outputs).map(([name, tensor]) => `${name}: ${nameOf(tensor)}`);
  return [...lines, ...results].join("\n");
}

/** Attributes as `name=value`; a tensor among them is not an operand, and left out. */
function showAttributes({ op, attributes }: Node): string[] {
  if (op === constantOp) return showConstant(attributes as { data: ArrayLike<number> });
  return Object.entries(attributes ?? {}).flatMap(([name, value]) =>
    typeof value === "object" && "node" in value ? [] : [`${name}=${JSON.stringify(value)}`],
  );
}

function showConstant({ data }: { readonly data: ArrayLike<number> }): string[] {
  return [data.length > 4 ? `${data.length} values` : Array.from(data).join(" ")];
}
