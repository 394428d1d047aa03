import type { Node, Tensor } from "./op.js";

/** All nodes that some tensors are computed from, every node after its inputs. */
export function nodesBehind(tensors: Iterable<Tensor>): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  // Graphs are deeper than a call stack should be: the path is kept by hand.
  const path: { readonly node: Node; next: number }[] = [];
  const enter = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    path.push({ node, next: 0 });
  };
  for (const tensor of tensors) {
    enter(tensor.node);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const operand = step.node.inputs[step.next];
      step.next += 1;
      if (operand !== undefined) {
        enter(operand.node);
      } else {
        order.push(step.node);
        path.pop();
      }
    }
  }
  return order;
}
