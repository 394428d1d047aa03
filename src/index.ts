export {
  BerthError,
  type ErrorCode,
  type ErrorDetails,
  type Example,
  float32,
  int32,
  randomStream,
  type TensorData,
} from "./base/index.js";
export {
  batchIndices,
  defaultRounding,
  epochOrder,
  type PackedBatch,
  packBatch,
  padBatch,
} from "./batches/index.js";
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
  crossEntropy,
  dense,
  type Encoded,
  encoderParameters,
  exportGraph,
  forwardGraph,
  initialValues,
  type Loss,
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
export { columnIndex, readTable, stratifiedSplit, type Table } from "./records/index.js";
export {
  type ClassScore,
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
  type Recipe,
  type ResolvedRecipe,
  type Stepper,
  type StepperPlan,
  type TrainingEvent,
} from "./training/index.js";
