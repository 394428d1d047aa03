import { onnx, type ValueInfoProto } from "./proto.js";

/** What an ONNX file holds, without its numbers. */
interface OnnxSummary {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Op types with their domain, such as `Gemm` or `com.microsoft.FusedMatMul`, one a node. */
  readonly opTypes: readonly string[];
  readonly initializers: readonly string[];
}

/** Name and shape of an input or output; named dimensions are strings. */
interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** Reads an ONNX file back. */
export function readOnnx(bytes: Uint8Array): OnnxSummary {
  const { graph } = onnx.ModelProto.decode(bytes);
  return {
    inputs: (graph?.input ?? []).map(onnxValue),
    outputs: (graph?.output ?? []).map(onnxValue),
    opTypes: (graph?.node ?? []).map(({ domain, opType }) =>
      domain ? `${domain}.${opType}` : `${opType}`,
    ),
    initializers: (graph?.initializer ?? []).map(({ name }) => `${name}`),
  };
}

function onnxValue({ name, type }: ValueInfoProto): OnnxValue {
  const dims = type?.tensorType?.shape?.dim ?? [];
  return {
    name: `${name}`,
    shape: dims.map(({ dimParam, dimValue }) => dimParam || Number(dimValue)),
  };
}
