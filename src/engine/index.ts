export {
  availableDevices,
  availableEngines,
  type DeviceState,
  type EngineState,
} from "./available-engines.js";
export { chooseEngine, type EngineChoice } from "./choose-engine.js";
export { choosePrecision } from "./choose-precision.js";
export type { Device, Engine, EngineName, LoadOptions, Precision, Program } from "./engine.js";
export { memoryFault } from "./memory-fault.js";
export { onnxRuntimeEngine } from "./onnx-runtime.js";
export { openvinoEngine } from "./openvino/engine.js";
export { type ProcessorFeature, processorFeatures } from "./processor-features.js";
