export { accuracy } from "./accuracy.js";
export { type ClassScores, classScores, macroAverage, weightedAverage } from "./class-scores.js";
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
