export { labelCells, textCells } from "./cells.js";
export { chooseColumns, chooseTextColumn } from "./choose-columns.js";
export { classWeights } from "./class-weights.js";
export { classification } from "./classification.js";
export { classificationExamples, classLabels } from "./classify.js";
export {
  type ClassScore,
  decodeClassification,
  predictedClasses,
} from "./decode-classification.js";
export { type GuessedTask, guessTask } from "./guess-task.js";
export { joinOutputs } from "./join-outputs.js";
export { classIds, readLabels, sortLabels } from "./labels.js";
export { lengthPercentile } from "./length-percentile.js";
export type { Aggregation } from "./ner/aggregations.js";
export { type DecodeSettings, decodeEntities } from "./ner/decode-entities.js";
export { encodeTexts } from "./ner/encode-texts.js";
export type { FoundEntity, FoundToken } from "./ner/found-entities.js";
export { entityCrf, ner } from "./ner/ner.js";
export { labelMoves } from "./ner/tags.js";
export { wordTexts } from "./ner/word-texts.js";
export { scoreClassification } from "./score-classification.js";
export type {
  ColumnNames,
  EncodedRows,
  EncodeSettings,
  EvaluatedRow,
  ScoreSettings,
  Task,
  TaskColumns,
  TaskOutputs,
  TaskRows,
  TaskScores,
} from "./task.js";
export type { TaskName } from "./task-names.js";
export { tfRecords } from "./tf-record.js";
