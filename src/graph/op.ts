import type { DType, TensorData } from "../base/index.js";

/** Size of an axis: a number, or a symbol such as `"rows"` for a size that is known when the graph runs. */
export type Dim = number | string;

/** What is known of a tensor before the graph runs. */
export interface TensorType {
  readonly shape: readonly Dim[];
  readonly dtype: DType;
}

/** A value in a graph that will be computed later: one output of a node. */
export interface Tensor extends TensorType {
  readonly node: Node;
  /** Which of the node's outputs this is. */
  readonly output: number;
}

/** One application of an op. Nodes point at their inputs; nothing points at a node that is not used. */
export interface Node<
  Inputs extends readonly Tensor[] = readonly Tensor[],
  Attributes = unknown,
  Outputs extends readonly Tensor[] = readonly Tensor[],
> {
  readonly op: Op<Inputs, Attributes, Outputs>;
  readonly inputs: Inputs;
  readonly attributes: Attributes;
  readonly outputs: Outputs;
}

/** All that Berth knows of an op: its shapes, its ONNX form and its gradient. */
export interface Op<
  Inputs extends readonly Tensor[] = readonly Tensor[],
  Attributes = unknown,
  Outputs extends readonly Tensor[] = readonly Tensor[],
> {
  readonly name: string;
  /** The types of the outputs; throws SHAPE_MISMATCH when the inputs do not fit. */
  infer(inputs: Inputs, attributes: Attributes): readonly TensorType[];
  /**
   * Writes the ONNX form and gives the names of its outputs. `inputs` are the names of the node's
   * inputs, in order.
   */
  lower(
    emitter: Emitter,
    inputs: { readonly [I in keyof Inputs]: string },
    node: Node<Inputs, Attributes, Outputs>,
  ): string | readonly string[];
  /**
   * The gradient of each input, given that of the first output; null for an input that has none,
   * such as an index. Outputs after the first serve this rule only. Rules neither add up the
   * gradients of several uses nor undo broadcasting: `gradients` does both.
   */
  gradient(
    node: Node<Inputs, Attributes, Outputs>,
    outputGradient: Tensor,
  ): readonly (Tensor | null)[];
}

/** Inputs of an op with one operand. */
export type One = readonly [Tensor];
/** Inputs of an op with two operands. */
export type Two = readonly [Tensor, Tensor];

/** Value of an ONNX attribute; a bare number is an int. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | TensorData;

/** Where an op writes its ONNX form. Values are known by name; asking twice for one thing gives one value. */
export interface Emitter {
  /** `"runtime"` may use `com.microsoft` ops, `"standard"` only those of ai.onnx. */
  readonly dialect: "runtime" | "standard";
  /** Adds an ONNX node with one output and gives the output's name. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string;
  /** The same for a node with several outputs. */
  nodes(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputCount: number,
  ): readonly string[];
  constant(data: TensorData): string;
  /** An int64 vector of sizes; symbols are taken from the shape of a tensor that has them. */
  sizes(dims: readonly Dim[]): string;
  /** Whether `sizes` can find a symbol at this point of the graph. */
  knows(symbol: string): boolean;
}

/** Adds a node to a graph and gives its first output. */
export function apply<
  Inputs extends readonly Tensor[],
  Attributes,
  Outputs extends readonly Tensor[],
>(op: Op<Inputs, Attributes, Outputs>, inputs: Inputs, attributes: Attributes): Tensor {
  const outputs: Tensor[] = [];
  const node = { op, inputs, attributes, outputs: outputs as readonly Tensor[] as Outputs };
  for (const { shape, dtype } of op.infer(inputs, attributes)) {
    outputs.push({ shape, dtype, node, output: outputs.length });
  }
  return outputs[0] as Tensor;
}
