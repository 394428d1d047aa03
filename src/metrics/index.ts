export { accuracy } from "./accuracy.js";
export { type ClassScores, classScores, macroAverage, weightedAverage } from "./class-scores.js";
export { classificationReport } from "./classification-report.js";
export { type ClassificationScores, classificationScores } from "./classification-scores.js";
export { confusionMatrix } from "./confusion-matrix.js";
export { majorityBaseline } from "./majority-baseline.js";
