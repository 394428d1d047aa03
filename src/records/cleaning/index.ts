export {
  type Cleaned,
  type CleaningColumns,
  cleanTable,
  type StepReport,
  usesLabels,
} from "./clean-table.js";
export { changesLength, everyPart, textCleaner, textPart } from "./clean-texts.js";
export { refuseDuplicates } from "./duplicates.js";
export { hashtag, mention, webAddress } from "./links-and-names.js";
export { presetNames, presetPipeline } from "./presets.js";
export { readPipeline, readPipelineFile } from "./read-pipeline.js";
export type { CleaningPipeline, CleaningStep, CleanText } from "./step.js";
export { stepKinds } from "./step-kinds.js";
export { pipelineFromWords } from "./step-words.js";
export { wordCount } from "./words.js";
