export { annotatedRows, annotatedSource } from "./annotated-rows.js";
export {
  type AugmentPlan,
  type AugmentSettings,
  augmentRows,
  type MadeRow,
} from "./augmentation/augment-rows.js";
export {
  augmentTable,
  type EditedColumns,
  passagesOf,
  rowWith,
} from "./augmentation/augment-table.js";
export type { GappedText, SuggestedWord, SuggestWords } from "./augmentation/contextual.js";
export type { AugmentMethod } from "./augmentation/edits.js";
export type { Thesaurus } from "./augmentation/thesaurus.js";
export { thesaurusFor } from "./augmentation/thesaurus-for.js";
export { htmlTag } from "./cleaning/html-markup.js";
export {
  type Cleaned,
  type CleaningColumns,
  type CleaningPipeline,
  type CleaningStep,
  type CleanText,
  changesLength,
  cleanTable,
  everyPart,
  hashtag,
  mention,
  pipelineFromWords,
  presetPipeline,
  readPipeline,
  readPipelineFile,
  refuseDuplicates,
  type StepReport,
  textCleaner,
  textPart,
  usesLabels,
  webAddress,
  wordCount,
} from "./cleaning/index.js";
export {
  convertedContent,
  type WrittenFormat,
  writtenFormat,
  writtenFormats,
} from "./converting/converted-content.js";
export { partFormat } from "./converting/part-format.js";
export { dataHash } from "./data-hash.js";
export { fileHash } from "./file-hash.js";
export { decodeText } from "./files/decode-text.js";
export { utf16Places } from "./formats/spans.js";
export { lineOf, linesOf } from "./line-of.js";
export {
  type NearDuplicateOptions,
  nearDuplicateClusters,
  type TextClusters,
} from "./near-duplicates/near-duplicate-clusters.js";
export {
  type NearDuplicateFinder,
  nearDuplicateFinder,
} from "./near-duplicates/near-duplicate-finder.js";
export { readLines } from "./read-lines.js";
export { listSeparator, readList } from "./read-list.js";
export { type FormatName, formatNames, type ReadOptions } from "./read-options.js";
export { readPython } from "./read-python.js";
export { readRecords } from "./read-records.js";
export { readTable } from "./read-table.js";
export type { RecordBatch, RecordSource, RefusedRecord } from "./record-source.js";
export { foldCounts, type Part, partCounts } from "./splitting/part-counts.js";
export { columnGroups, joinedGroups, nearDuplicateGroups } from "./splitting/row-groups.js";
export { rowLabels } from "./splitting/row-labels.js";
export { rowTimes } from "./splitting/row-times.js";
export { type SplitSettings, splitRows } from "./splitting/split-rows.js";
export { type Split, stratifiedSplit } from "./splitting/stratified-split.js";
export { type Cells, columnIndex, recordOf, selectRows, type Table } from "./table.js";
export { isUntold } from "./untold.js";
export { type VectorColumn, type VectorRow, vectorsParquet } from "./vectors-parquet.js";
export { requireFresh, requireWritable, writeTable, writeTables } from "./write-table.js";
