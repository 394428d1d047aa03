export { answerPointer } from "./answer-pointer.js";
export type { Activation, BertArchitecture } from "./architecture.js";
export { encoderClass, layerCountKey, tokenizerClass } from "./class-names.js";
export { classifier } from "./classifier.js";
export { crossEntropy, type Loss, type LossSettings } from "./cross-entropy.js";
export type { Dropout, DropoutSite } from "./dropout.js";
export {
  type EmbeddingIds,
  type EmbeddingTables,
  embedRows,
  scatterEmbeddingGradient,
} from "./embedding-rows.js";
export { type Encoded, hiddenName } from "./encoded.js";
export { dense } from "./encoder.js";
export {
  attentionGraph,
  attentionName,
  attributionGraph,
  pickedName,
} from "./explanation-graphs.js";
export {
  type FeatureLayers,
  featureRows,
  type LayerCombination,
  layerCombinations,
  parseLayers,
} from "./features.js";
export {
  encoderWithoutPooler,
  type Frozen,
  type FrozenPrefix,
  frozenPrefix,
  isInFrozenPrefix,
  parseFrozen,
  trainedParameters,
} from "./frozen.js";
export { type HeadSettings, linearParameters, pool } from "./heads.js";
export { completeWeights } from "./initial-values.js";
export { weightLayerCount } from "./layer-groups.js";
export { isInLastLayers, layerRate } from "./layer-rates.js";
export {
  maskedLanguageLogits,
  maskedRowsName,
} from "./masked-language.js";
export {
  embeddedName,
  exportGraph,
  forwardGraph,
  gradientName,
  gradientSource,
  type ModelDefinition,
  prefixGraph,
  type TrainingGraph,
  trainingGraph,
} from "./model-graphs.js";
export { multiLabelClassifier } from "./multi-label-classifier.js";
export { multipleChoice } from "./multiple-choice.js";
export {
  embeddingTables,
  encoderParameters,
  type Parameter,
  poolerParameters,
} from "./parameters.js";
export {
  type PretrainingModel,
  pretrainingLoss,
  pretrainingModel,
  pretrainingSumNames,
  pretrainingSums,
} from "./pretraining.js";
export { bertArchitecture } from "./read-architecture.js";
export { regressor } from "./regressor.js";
export type { TaskModel } from "./task-model.js";
export { tokenClassifier } from "./token-classifier.js";
export {
  type Segment,
  segmentNames,
  trainingSegments,
  weightOfLayer,
} from "./training-segments.js";
export type { Weights } from "./weight-inputs.js";
export { type FileTensor, fileTensors, isEncoderName } from "./weight-names.js";
export { type MatchedWeights, matchWeights } from "./weights.js";
