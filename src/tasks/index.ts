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
export { multiLabel } from "./multi-label/multi-label.js";
export {
  type ChoiceQuestion,
  choiceTexts,
  multipleChoice,
  questionAt,
} from "./multiple-choice.js";
export { pair } from "./pair.js";
export { regression } from "./regression.js";
export { scoreClassification } from "./score-classification.js";
export type {
  ColumnNames,
  EncodedRows,
  EvaluatedRow,
  ScoreSettings,
  Task,
  TaskColumns,
  TaskOutputs,
  TaskRows,
  TaskScores,
  TuneSettings,
} from "./task.js";
export type { TaskName } from "./task-names.js";
export { tfRecords } from "./tf-record.js";
