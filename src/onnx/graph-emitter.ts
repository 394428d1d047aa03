import { type TensorData, unreachable } from "../base/index.js";
import type { Dim, Emitter, OnnxAttribute, Tensor } from "../graph/index.js";
import { attributeProto, tensorProto } from "./encode.js";
import type { NodeProto, TensorProto } from "./proto.js";

/** Collects the nodes and constants of an ONNX graph; equal ones are there once. */
export class GraphEmitter implements Emitter {
  readonly dialect: Emitter["dialect"];
  readonly protoNodes: NodeProto[] = [];
  readonly constants: TensorProto[] = [];
  readonly #known = new Map<string, readonly string[]>();
  /** Where the run-time size of a symbol is found: the name of a value, and its axis. */
  readonly #sources = new Map<string, { readonly name: string; readonly axis: number }>();

  constructor(dialect: Emitter["dialect"]) {
    this.dialect = dialect;
  }

  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    const [output = unreachable("an ONNX node without output")] = this.nodes(
      opType,
      inputs,
      attributes,
      1,
    );
    return output;
  }

  nodes(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputCount: number,
  ): readonly string[] {
    return this.#once(JSON.stringify([opType, inputs, attributes]), () => {
      const dot = opType.lastIndexOf(".");
      const name = `${opType.slice(dot + 1)}_${this.protoNodes.length}`;
      const output = Array.from({ length: outputCount }, (_, i) =>
        i === 0 ? name : `${name}.${i}`,
      );
      this.protoNodes.push({
        name,
        domain: opType.slice(0, Math.max(dot, 0)),
        opType: opType.slice(dot + 1),
        input: [...inputs],
        output,
        attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
      });
      return output;
    });
  }

  constant(data: TensorData): string {
    const key = `${data.dtype} ${data.shape} ${data.data}`;
    const [name = ""] = this.#once(key, () => {
      const fresh = `constant_${this.constants.length}`;
      this.constants.push(tensorProto(data, fresh));
      return [fresh];
    });
    return name;
  }

  sizes(dims: readonly Dim[]): string {
    const pieces: (number[] | string)[] = [];
    for (const dim of dims) {
      const last = pieces.at(-1);
      if (typeof dim === "string") pieces.push(this.#size(dim));
      else if (typeof last === "object") last.push(dim);
      else pieces.push([dim]);
    }
    const [first = [], ...others] = pieces.map((piece) =>
      typeof piece === "string" ? piece : this.#whole(piece),
    );
    if (typeof first !== "string") return this.#whole([]);
    return others.length === 0 ? first : this.node("Concat", [first, ...others], { axis: 0 });
  }

  knows(symbol: string): boolean {
    return this.#sources.has(symbol);
  }

  /** Remembers a value, so that the sizes of its symbolic axes can be asked for. */
  remember(name: string, { shape }: Tensor): void {
    shape.forEach((size, axis) => {
      if (typeof size === "string" && !this.#sources.has(size)) {
        this.#sources.set(size, { name, axis });
      }
    });
  }

  #size(symbol: string): string {
    const { name, axis } =
      this.#sources.get(symbol) ?? unreachable(`no tensor has the size "${symbol}"`);
    return this.node("Shape", [name], { start: axis, end: axis + 1 });
  }

  #whole(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant({ dtype: "int64", shape: [values.length], data });
  }

  #once(key: string, make: () => readonly string[]): readonly string[] {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}
