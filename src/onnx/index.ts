export { lowerGraph } from "./lower-graph.js";
export { readOnnx } from "./read-onnx.js";
