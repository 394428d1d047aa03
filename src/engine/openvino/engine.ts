import { BerthError } from "../../base/index.js";
import { unsupportedPrecision } from "../choose-precision.js";
import type { Device, Engine } from "../engine.js";
import { refusing } from "../refusal.js";
import { compileModel } from "./compiled-model.js";
import { RequestProgram } from "./program.js";
import { openRuntime } from "./runtime.js";

const name = "openvino";

/**
 * OpenVINO on the processor, through its C library. Bound tensors are read and written where they lie, also
 * in memory that threads share. A run leaves the main thread free, and blocks a worker thread.
 *
 * @param options - the device, which can only be the processor
 * @throws ENGINE_MISSING when koffi or OpenVINO's libraries do not load on this machine
 * @throws DEVICE_MISSING when another device was asked for
 */
export async function openvinoEngine({
  device = "cpu",
}: {
  readonly device?: Device;
} = {}): Promise<Engine> {
  if (device !== "cpu") {
    throw new BerthError(
      "DEVICE_MISSING",
      `openvino: computes on "cpu" only; "${device}" was asked for. Use --engine onnxruntime for it.`,
      { engine: name, device },
    );
  }
  const runtime = await openRuntime();
  return {
    name,
    device,
    version: runtime.version,
    memory: "shared",
    async load(onnx, options) {
      const { precision = "f32", profile } = options;
      const model = await refusing(name, "a graph does not load", () =>
        compileModel(runtime, onnx, options),
      );
      if (model.precision !== precision) {
        // OpenVINO takes another by itself where the processor lacks one; that must not pass unsaid.
        runtime.functions.ov_compiled_model_free(model.handle);
        throw unsupportedPrecision(
          precision,
          name,
          `this processor computes in ${model.precision}`,
        );
      }
      return new RequestProgram(runtime, model, profile);
    },
  };
}
