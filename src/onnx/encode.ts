import type { TensorData } from "../base/index.js";
import type { OnnxAttribute, TensorType } from "../graph/index.js";
import { type AttributeProto, onnx, type TensorProto, type ValueInfoProto } from "./proto.js";

const { AttributeType } = onnx.AttributeProto;
const { DataLocation, DataType } = onnx.TensorProto;

/** ONNX's numbers of the element types. */
const onnxTypes = {
  float32: DataType.FLOAT,
  int32: DataType.INT32,
  int64: DataType.INT64,
} as const;

/** A tensor with its values, which are not copied. */
export function tensorProto({ dtype, shape, data }: TensorData, name = ""): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dataType: onnxTypes[dtype], dims: [...shape], rawData };
}

/** Where the values of a tensor stand in a file beside the ONNX file. */
export interface ExternalData {
  /** The file's name, in the folder of the ONNX file. */
  readonly location: string;
  /** In bytes. */
  readonly offset: number;
}

/** A tensor whose values stand in another file. */
export function externalTensorProto(
  { dtype, shape, data }: TensorData,
  name: string,
  { location, offset }: ExternalData,
): TensorProto {
  const entries = { location, offset: `${offset}`, length: `${data.byteLength}` };
  return {
    ...{ name, dataType: onnxTypes[dtype], dims: [...shape], dataLocation: DataLocation.EXTERNAL },
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  };
}

/** Name and type of an input or output; a symbol becomes a named dimension. */
export function valueInfo(name: string, { shape, dtype }: TensorType): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: onnxTypes[dtype], shape: { dim } } } };
}

/** An attribute of a node, of the type that its value shows. */
export function attributeProto(name: string, value: OnnxAttribute): AttributeProto {
  if (typeof value === "number") return { name, type: AttributeType.INT, i: value };
  if (typeof value === "string") {
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  }
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ("data" in value) return { name, type: AttributeType.TENSOR, t: tensorProto(value) };
  return { name, type: AttributeType.INTS, ints: [...value] };
}
