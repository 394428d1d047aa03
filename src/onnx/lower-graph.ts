import type { TensorData } from "../base/index.js";
import { type Emitter, type Graph, inputName, nodesBehind, type Tensor } from "../graph/index.js";
import { type ExternalData, externalTensorProto, tensorProto, valueInfo } from "./encode.js";
import { GraphEmitter } from "./graph-emitter.js";
import { type NodeProto, onnx } from "./proto.js";

/** How a graph is written. */
interface LoweringOptions {
  /** `"runtime"` for the engines of Berth, `"standard"` (ai.onnx ops only) for everybody else's. */
  readonly dialect: Emitter["dialect"];
  /** Values of inputs that become weights inside the file, by the input's name. */
  readonly initializers?: Readonly<Record<string, TensorData>>;
  /** Those of them whose values stand in another file, by the input's name. */
  readonly external?: ReadonlyMap<string, ExternalData>;
}

/** Versions that ONNX Runtime 1.17 and later reads. */
const IR_VERSION = 9;
const OPSET = 20;

/**
 * A graph as an ONNX file. Symbolic sizes become named dimensions.
 *
 * @example
 * const bytes = lowerGraph(graph({ logits }), { dialect: "standard", initializers: weights });
 */
export function lowerGraph(
  { inputs, outputs }: Graph,
  { dialect, initializers = {}, external = new Map() }: LoweringOptions,
): Uint8Array {
  const emitter = new GraphEmitter(dialect);
  for (const tensor of inputs) emitter.remember(inputName(tensor), tensor);
  const names = emitNodes(Object.values(outputs), emitter);
  const open = inputs.filter((tensor) => !(inputName(tensor) in initializers));
  const weights = inputs.map(inputName).filter((name) => name in initializers);
  const model = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    producerName: "berth",
    opsetImport: [
      { domain: "", version: OPSET },
      ...(dialect === "runtime" ? [{ domain: "com.microsoft", version: 1 }] : []),
    ],
    graph: {
      name: "berth",
      input: open.map((tensor) => valueInfo(inputName(tensor), tensor)),
      output: Object.entries(outputs).map(([name, tensor]) => valueInfo(name, tensor)),
      initializer: [
        ...emitter.constants,
        ...weights.map((name) => {
          const [tensor, place] = [initializers[name] as TensorData, external.get(name)];
          return place ? externalTensorProto(tensor, name, place) : tensorProto(tensor, name);
        }),
      ],
      node: withOutputNames(emitter.protoNodes, outputs, names),
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

/** Writes the ONNX form of every node behind `tensors`; gives the name of each tensor's value. */
function emitNodes(tensors: readonly Tensor[], emitter: GraphEmitter): ReadonlyMap<Tensor, string> {
  const names = new Map<Tensor, string>();
  for (const node of nodesBehind(tensors)) {
    const operands = node.inputs.map((tensor) => names.get(tensor) as string);
    const results = [node.op.lower(emitter, operands, node)].flat();
    node.outputs.forEach((tensor, position) => {
      const name = results[position] as string;
      names.set(tensor, name);
      emitter.remember(name, tensor);
    });
  }
  return names;
}

/**
 * The nodes with the graph's outputs under their own names. A later value that nobody reads, such as
 * the mean of a layer normalization outside training, loses its name: ONNX's sign for "not wanted".
 */
function withOutputNames(
  nodes: readonly NodeProto[],
  outputs: Graph["outputs"],
  names: ReadonlyMap<Tensor, string>,
): NodeProto[] {
  const produced = new Set(nodes.flatMap(({ output }) => output ?? []));
  const renamed = new Map<string, string>();
  const copies: NodeProto[] = [];
  for (const [name, tensor] of Object.entries(outputs)) {
    const value = names.get(tensor) as string;
    if (produced.has(value) && !renamed.has(value)) renamed.set(value, name);
    else copies.push({ name, opType: "Identity", input: [value], output: [name] });
  }
  const all = [...nodes, ...copies];
  const rename = (value: string): string => renamed.get(value) ?? value;
  const read = new Set(all.flatMap(({ input }) => input ?? []).map(rename));
  for (const name of Object.keys(outputs)) read.add(name);
  return all.map((node) => ({
    ...node,
    input: node.input?.map(rename) ?? [],
    output:
      node.output?.map(rename).map((value, i) => (i === 0 || read.has(value) ? value : "")) ?? [],
  }));
}
