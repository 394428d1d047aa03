export { type CompiledGraph, compileGraph } from "./compiled-graph.js";
export { batchesByLength, outputRows } from "./forward-batches.js";
export {
  type BoundBatch,
  bindWeights,
  type ForwardProgram,
  loadForward,
  type WeightValues,
} from "./forward-program.js";
export {
  type EncodeOptions,
  type EncoderOutputs,
  type LoadOptions,
  loadModel,
  type Model,
  type PredictOptions,
} from "./model.js";
export { readClassifier, type StoredClassifier, type WeightsChoice } from "./stored-classifier.js";
