export {
  BerthError,
  type ErrorCode,
  type ErrorDetails,
  type Example,
  float32,
  int32,
  randomStream,
  type TensorData,
  type Tokens,
} from "./base/index.js";
export {
  batchIndices,
  defaultRounding,
  epochOrder,
  type PackedBatch,
  packBatch,
  padBatch,
} from "./batches/index.js";
export { readConfig, readWeights } from "./directory/index.js";
export { type Engine, onnxRuntimeEngine, type Program } from "./engine/index.js";
export {
  accuracy,
  classificationReport,
  classificationScores,
  confusionMatrix,
  majorityBaseline,
} from "./metrics/index.js";
export {
  bertArchitecture,
  type CrossEntropyOptions,
  classifier,
  classifierLoss,
  classifierOutputs,
  completeWeights,
  crossEntropy,
  dense,
  type Encoded,
  encoderParameters,
  exportGraph,
  forwardGraph,
  type Loss,
  linearParameters,
  type ModelDefinition,
  matchWeights,
  type Parameter,
  parseFrozen,
  pool,
  poolerParameters,
  trainingGraph,
} from "./models/index.js";
export { lowerGraph } from "./onnx/index.js";
export { type OptimizerSettings, rateAt, type Schedule } from "./optimizers/index.js";
export {
  compileGraph,
  type EncoderOutputs,
  loadModel,
  type Model,
  outputRows,
} from "./prediction/index.js";
export {
  type Cleaned,
  type CleaningPipeline,
  type CleaningStep,
  cleanTable,
  columnIndex,
  pipelineFromWords,
  presetPipeline,
  readPipeline,
  readTable,
  stratifiedSplit,
  type Table,
  textCleaner,
} from "./records/index.js";
export {
  type ClassScore,
  chooseColumns,
  classIds,
  classificationExamples,
  classLabels,
  classWeights,
  decodeClassification,
  predictedClasses,
  readLabels,
  scoreClassification,
} from "./tasks/index.js";
export { loadTokenizer, type Tokenizer } from "./tokenizer/index.js";
export {
  createStepper,
  type Evaluation,
  evaluate,
  finetune,
  planTraining,
  type Recipe,
  type ResolvedRecipe,
  type Stepper,
  type StepperPlan,
  type TrainingEvent,
  type TrainingSettings,
} from "./training/index.js";
