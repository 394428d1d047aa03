export { type LoweringOptions, lowerGraph } from "./lower-graph.js";
export { type OnnxSummary, type OnnxValue, readOnnx } from "./read-onnx.js";
