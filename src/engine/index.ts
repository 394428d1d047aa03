export { availableEngines, type EngineState } from "./available-engines.js";
export type { Engine, LoadOptions, Program } from "./engine.js";
export { memoryFault } from "./memory-fault.js";
export { onnxRuntimeEngine } from "./onnx-runtime.js";
