import { BerthError } from "../base/index.js";
import type { EngineName, Precision } from "./engine.js";
import { processorFeatures } from "./processor-features.js";

/**
 * The precision to compute in. `auto` is `bf16` for training with OpenVINO on a processor that multiplies
 * bfloat16 matrices (AMX), where it is about twice as fast; `f32` everywhere else.
 *
 * @param wish - what the user asked for
 * @param work - the engine that computes, and what for
 * @throws PRECISION_UNSUPPORTED when the engine does not compute in the precision that was asked for
 *
 * @example
 * const precision = await choosePrecision("auto", { engine: engine.name, purpose: "training" });
 */
export async function choosePrecision(
  wish: Precision | "auto",
  work: { readonly engine: EngineName; readonly purpose: "training" | "inference" },
): Promise<Precision> {
  if (wish !== "auto") return supportedPrecision(wish, work.engine);
  if (work.purpose === "inference" || work.engine !== "openvino") return "f32";
  return (await processorFeatures()).includes("amx_bf16") ? "bf16" : "f32";
}

/**
 * The precision as it came, where the engine has it.
 *
 * @throws PRECISION_UNSUPPORTED where it has not
 */
export function supportedPrecision(precision: Precision, engine: EngineName): Precision {
  if (precision === "bf16" && engine === "onnxruntime") {
    throw unsupportedPrecision(precision, engine, "has no bfloat16 matrix product");
  }
  return precision;
}

/** Says what an engine lacks for a precision, and what to do. */
export function unsupportedPrecision(
  precision: Precision,
  engine: EngineName,
  lack: string,
): BerthError {
  const advice =
    engine === "openvino" ? "Use --precision f32" : "Use --engine openvino, or --precision f32";
  return new BerthError(
    "PRECISION_UNSUPPORTED",
    `${engine}: ${lack}; "${precision}" was asked for. ${advice}.`,
    {
      engine,
      precision,
    },
  );
}
