import { InferenceSession, Tensor } from "onnxruntime-node";
import type { TensorData } from "../src/base/index.js";

/** An output of a run. */
export interface RunOutput {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/**
 * Runs an ONNX file, of which path or bytes are given, in ONNX Runtime on the CPU: the judge of what
 * `lowerGraph` writes.
 */
export async function runOnnx(
  model: string | Uint8Array,
  feeds: Readonly<Record<string, TensorData>>,
): Promise<Record<string, RunOutput>> {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  const session = await (typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options));
  const tensors = session.inputNames.map((name) => {
    const { dtype, data, shape } = feeds[name] as TensorData;
    return [name, new Tensor(dtype, data, shape)] as const;
  });
  const results = await session.run(Object.fromEntries(tensors));
  await session.release();
  const outputs = Object.entries(results).map(([name, { dims, data }]) => {
    const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
    return [name, { shape: dims, data: numbers }] as const;
  });
  return Object.fromEntries(outputs);
}
