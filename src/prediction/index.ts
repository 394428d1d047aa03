export type { AnswerOptions } from "./answer-predictions.js";
export { type CompiledGraph, compileGraph } from "./compiled-graph.js";
export { type ContextualWords, openContextualWords } from "./contextual-words.js";
export type { EncoderOutputs } from "./encoder-outputs.js";
export type { EntityOptions } from "./entity-predictions.js";
export { exampleOutputs } from "./example-outputs.js";
export { type Explainer, type ExplainOptions, openExplainer } from "./explanation/explainer.js";
export {
  type AttentionMap,
  type Attribution,
  attentionJson,
  attributionJson,
  type ExplainedToken,
  type Explanation,
} from "./explanation/explanation.js";
export { explanationPage } from "./explanation/explanation-page.js";
export {
  type FeatureModel,
  type FeatureOptions,
  openFeatures,
  type TokenVector,
} from "./features.js";
export type { FilledMask, FilledText, FillMaskOptions } from "./fill-mask.js";
export { type BatchMaker, batchesByLength, outputRows, packTokens } from "./forward-batches.js";
export { type BoundBatch, loadForward } from "./forward-program.js";
export {
  type EncodeOptions,
  type LoadOptions,
  loadModel,
  type Model,
  type PredictOptions,
} from "./model.js";
export { dotProduct, normalizeVector } from "./pool-vectors.js";
export { readLength } from "./read-length.js";
export { requireTiedWords } from "./require-tied-words.js";
export { requireVocabulary, vocabularyNote } from "./require-vocabulary.js";
export { labelNames } from "./stored-labels.js";
export type { WeightsChoice } from "./stored-model.js";
export { type TaskKind, taskKinds } from "./task-kinds.js";
export { taskOfConfig } from "./task-of-config.js";
