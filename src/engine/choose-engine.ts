import { BerthError } from "../base/index.js";
import type { Device, Engine, EngineName } from "./engine.js";
import { onnxRuntimeEngine } from "./onnx-runtime.js";
import { openvinoEngine } from "./openvino/engine.js";

/** What the user asked for: plain data, so that another thread can make the same engine. */
export interface EngineChoice {
  readonly engine: EngineName | "auto";
  readonly device: Device | "auto";
}

/**
 * Makes the engine to compute with.
 *
 * `auto` takes CUDA through ONNX Runtime where that works, else the processor: OpenVINO where it loads, else
 * ONNX Runtime. WebGPU is used only when it is asked for, because a graphics driver may be a slow imitation.
 * The result's `name` and `device`, given again, make the same engine.
 *
 * @throws ENGINE_MISSING when the engine that was asked for does not load
 * @throws DEVICE_MISSING when the device that was asked for is not there
 *
 * @example
 * const { name, device } = await chooseEngine({ engine: "auto", device: "auto" });
 * const same = await chooseEngine({ engine: name, device });
 */
export async function chooseEngine({ engine, device }: EngineChoice): Promise<Engine> {
  if (engine === "openvino") return openvinoEngine(device === "auto" ? {} : { device });
  if (device === "webgpu" || device === "cuda") return onnxRuntimeEngine({ device });
  const accelerated =
    device === "auto" ? await ifPresent(onnxRuntimeEngine({ device: "cuda" })) : undefined;
  if (accelerated !== undefined) return accelerated;
  const openvino = engine === "auto" ? await ifPresent(openvinoEngine()) : undefined;
  return openvino ?? onnxRuntimeEngine();
}

/** The engine, or undefined where it or its device is missing. */
async function ifPresent(engine: Promise<Engine>): Promise<Engine | undefined> {
  try {
    return await engine;
  } catch (error) {
    const code = error instanceof BerthError ? error.code : undefined;
    if (code === "ENGINE_MISSING" || code === "DEVICE_MISSING") return undefined;
    throw error;
  }
}
