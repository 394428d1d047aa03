// The package is CommonJS that assigns its exports as a whole: Node gives them as the default.
import onnxProto from "onnx-proto";

/** The protobuf messages of ONNX. */
export const { onnx } = onnxProto;

export type AttributeProto = onnxProto.onnx.IAttributeProto;
export type NodeProto = onnxProto.onnx.INodeProto;
export type TensorProto = onnxProto.onnx.ITensorProto;
export type ValueInfoProto = onnxProto.onnx.IValueInfoProto;
