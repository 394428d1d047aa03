export { tasks } from "./all-tasks.js";
export { labelCells, textCells } from "./cells.js";
export { checkNames } from "./check-names.js";
export { chooseColumns, chooseTextColumn } from "./choose-columns.js";
export { classWeights } from "./class-weights.js";
export { classification } from "./classification.js";
export { classificationExamples, classLabels, textExamples } from "./classify.js";
export {
  type ClassScore,
  decodeClassification,
  predictedClasses,
} from "./decode-classification.js";
export {
  areSameFeatures,
  type FeatureColumn,
  featureMeaning,
  featureNote,
  featureWidth,
  fitFeatures,
  savedFeatures,
  storedFeatures,
} from "./feature-columns.js";
export { withFeatures } from "./feature-values.js";
export { columnOfNames } from "./guess-column.js";
export { type GuessedTask, guessTask } from "./guess-task.js";
export { joinOutputs } from "./join-outputs.js";
export { classIds, readLabels, sortLabels } from "./labels.js";
export { lengthPercentile } from "./length-percentile.js";
export { decodeLabelSets } from "./multi-label/decode-label-sets.js";
export { readLabelNames } from "./multi-label/label-names.js";
export { multiLabel } from "./multi-label/multi-label.js";
export {
  type ChoiceQuestion,
  choiceNames,
  choiceQuestions,
  choiceTexts,
  multipleChoice,
} from "./multiple-choice.js";
export { type Aggregation, aggregations } from "./ner/aggregations.js";
export { inCodePoints } from "./ner/code-points.js";
export { type DecodeSettings, decodeEntities } from "./ner/decode-entities.js";
export { encodeTexts } from "./ner/encode-texts.js";
export { entityDocuments, entityTextColumn } from "./ner/entity-columns.js";
export type { FoundEntity, FoundToken } from "./ner/found-entities.js";
export { entityCrf, ner } from "./ner/ner.js";
export { readCellList } from "./ner/read-cell-list.js";
export { tagWords } from "./ner/read-tags.js";
export { labelMoves } from "./ner/tags.js";
export { type TokenColumns, tokenColumns } from "./ner/token-columns.js";
export { oddWordCell, type WordedText, wordTexts } from "./ner/word-texts.js";
export { pair } from "./pair.js";
export {
  choosePairColumns,
  choosePairTextColumns,
  pairByName,
  unreadPairNote,
} from "./pair-columns.js";
export { placesColumn } from "./places-column.js";
export { answerGrid } from "./question-answering/answer-grid.js";
export { answerSettings } from "./question-answering/answer-settings.js";
export {
  type Answer,
  bestAnswers,
  type FoundAnswers,
} from "./question-answering/best-answers.js";
export { encodeQuestions, type Question } from "./question-answering/encode-questions.js";
export { locateAnswer } from "./question-answering/locate-answer.js";
export { questionAnswering } from "./question-answering/question-answering.js";
export { chooseQuestionColumns, startsName } from "./question-answering/question-columns.js";
export { readAnswers, saysImpossible, type ToldAnswer } from "./question-answering/read-answers.js";
export { regression } from "./regression.js";
export { requiredTexts, requireTexts } from "./required-texts.js";
export { scoreClassification } from "./score-classification.js";
export { sequenceTasks } from "./sequence-tasks.js";
export { strideNote } from "./shared-tokens.js";
export type {
  CheckNames,
  ColumnNames,
  EncodedRows,
  EncodeSettings,
  EvaluatedRow,
  ScoreSettings,
  Strata,
  Task,
  TaskColumns,
  TaskOutputs,
  TaskRows,
  TaskScores,
  TuneSettings,
} from "./task.js";
export type { TaskName } from "./task-names.js";
export { temperatureOf } from "./temperature.js";
export { pairRole } from "./text-inputs.js";
export { textLogits } from "./text-logits.js";
export { tfRecords } from "./tf-record.js";
export { truncations } from "./truncations.js";
