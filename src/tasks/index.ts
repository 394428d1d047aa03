export { labelCells, textCells } from "./cells.js";
export { type ClassificationColumns, chooseColumns, chooseTextColumn } from "./choose-columns.js";
export { classWeights } from "./class-weights.js";
export { classificationExamples, classLabels, textExamples } from "./classify.js";
export {
  type ClassScore,
  decodeClassification,
  predictedClasses,
} from "./decode-classification.js";
export { classIds, readLabels, sortLabels } from "./labels.js";
export { lengthPercentile } from "./length-percentile.js";
export { answerGrid } from "./question-answering/answer-grid.js";
export { type LossOptions, scoreClassification } from "./score-classification.js";
export { tfRecords } from "./tf-record.js";
