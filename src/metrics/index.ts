export { accuracy } from "./accuracy.js";
export { type CmrcScores, cmrcScores } from "./answers/cmrc-scores.js";
export { chineseAnswerTokens, normalizeAnswer } from "./answers/normalize-answer.js";
export { type ScoredAnswer, type SquadScores, squadScores } from "./answers/squad-scores.js";
export {
  type ScoredAnswerOrNone,
  type SquadV2Scores,
  squadV2Scores,
} from "./answers/squad-v2-scores.js";
export { expectedCalibrationError } from "./calibration/expected-calibration-error.js";
export { fitTemperature, temperatureLimit } from "./calibration/fit-temperature.js";
export { classAverages } from "./class-averages.js";
export type { ClassScores } from "./class-scores.js";
export { classificationReport } from "./classification-report.js";
export { type ClassificationScores, classificationScores } from "./classification-scores.js";
export { confusionMatrix } from "./confusion-matrix.js";
export {
  entitiesOfTags,
  type TaggedEntity,
  type TagReading,
} from "./entities/entities-of-tags.js";
export { entityReport } from "./entities/entity-report.js";
export { type EntityScores, entityScores, type Span } from "./entities/entity-scores.js";
export { majorityBaseline } from "./majority-baseline.js";
export { matthewsCorrelation } from "./matthews-correlation.js";
export { f1Threshold, f1Thresholds } from "./multi-label/f1-threshold.js";
export { type MultiLabelAverages, multiLabelAverages } from "./multi-label/multi-label-averages.js";
export { multiLabelReport } from "./multi-label/multi-label-report.js";
export { type MultiLabelScores, multiLabelScores } from "./multi-label/multi-label-scores.js";
export { pearson, spearman } from "./regression/correlations.js";
export { type RegressionScores, regressionScores } from "./regression/regression-scores.js";
