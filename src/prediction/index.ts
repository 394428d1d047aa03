export { type CompiledGraph, compileGraph } from "./compiled-graph.js";
export { outputRows } from "./forward-batches.js";
export type { BoundBatch } from "./forward-program.js";
export {
  type EncodeOptions,
  type EncoderOutputs,
  type LoadOptions,
  loadModel,
  type Model,
  type PredictOptions,
} from "./model.js";
export { requireVocabulary } from "./require-vocabulary.js";
export type { WeightsChoice } from "./stored-classifier.js";
