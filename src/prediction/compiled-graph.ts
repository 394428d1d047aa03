import { type Dim, type Graph, inputName } from "../graph/index.js";
import { lowerGraph } from "../onnx/index.js";

/** A graph as ONNX bytes with what must be bound to run it: plain data that crosses threads. */
export interface CompiledGraph {
  readonly onnx: Uint8Array;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly Dim[] }[];
  readonly outputs: readonly string[];
}

/** Lowers a graph for the engines that Berth runs. */
export function compileGraph(graph: Graph): CompiledGraph {
  return {
    onnx: lowerGraph(graph, { dialect: "runtime" }),
    inputs: graph.inputs.map((tensor) => ({ name: inputName(tensor), shape: tensor.shape })),
    outputs: Object.keys(graph.outputs),
  };
}
