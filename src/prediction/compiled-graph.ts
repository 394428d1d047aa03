import type { TensorData } from "../base/index.js";
import { type Dim, type Graph, inputName } from "../graph/index.js";
import { lowerGraph } from "../onnx/index.js";

/** A graph as ONNX bytes with what must be bound to run it: plain data that crosses threads. */
export interface CompiledGraph {
  readonly onnx: Uint8Array;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly Dim[] }[];
  readonly outputs: readonly string[];
}

/**
 * Lowers a graph for the engines that Berth runs.
 *
 * @param constants - values of inputs that never change: they go into the file, and are not bound
 */
export function compileGraph(
  graph: Graph,
  constants: Readonly<Record<string, TensorData>> = {},
): CompiledGraph {
  const open = graph.inputs.filter((tensor) => !(inputName(tensor) in constants));
  return {
    onnx: lowerGraph(graph, { dialect: "runtime", initializers: constants }),
    inputs: open.map((tensor) => ({ name: inputName(tensor), shape: tensor.shape })),
    outputs: Object.keys(graph.outputs),
  };
}
