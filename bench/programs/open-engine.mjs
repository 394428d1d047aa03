import * as engines from "../../dist/engine/index.js";

const makers = { onnxruntime: engines.onnxRuntimeEngine, openvino: engines.openvinoEngine };

/** The engine of a name, on the processor. */
export function openEngine(name = "onnxruntime") {
  const make = makers[name];
  if (make === undefined) throw new Error(`no engine "${name}"`);
  return make();
}
