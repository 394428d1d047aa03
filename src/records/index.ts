export {
  type Cleaned,
  type CleaningColumns,
  type CleaningPipeline,
  type CleaningStep,
  type CleanText,
  changesLength,
  cleanTable,
  everyPart,
  pipelineFromWords,
  presetPipeline,
  readPipeline,
  readPipelineFile,
  type StepReport,
  textCleaner,
  textPart,
  usesLabels,
} from "./cleaning/index.js";
export { fileHash } from "./file-hash.js";
export { lineOf } from "./line-of.js";
export { readTable } from "./read-table.js";
export { type Split, stratifiedSplit } from "./stratified-split.js";
export { columnIndex, recordOf, selectRows, type Table } from "./table.js";
export { isWritableTable, tableContent, writableEndings } from "./table-content.js";
