export type { ExternalData } from "./encode.js";
export { lowerGraph } from "./lower-graph.js";
export { readOnnx } from "./read-onnx.js";
