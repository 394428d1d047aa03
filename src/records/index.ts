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
export type { AugmentMethod } from "./augmentation/edits.js";
export type { Thesaurus } from "./augmentation/thesaurus.js";
export { thesaurusFor } from "./augmentation/thesaurus-for.js";
export { fileHash } from "./file-hash.js";
export { lineOf } from "./line-of.js";
export {
  type NearDuplicateOptions,
  nearDuplicateClusters,
} from "./near-duplicates/near-duplicate-clusters.js";
export { readTable } from "./read-table.js";
export { foldCounts, type Part, partCounts } from "./splitting/part-counts.js";
export { columnGroups, nearDuplicateGroups } from "./splitting/row-groups.js";
export { rowLabels } from "./splitting/row-labels.js";
export { rowTimes } from "./splitting/row-times.js";
export { type SplitSettings, splitRows } from "./splitting/split-rows.js";
export { type Split, stratifiedSplit } from "./splitting/stratified-split.js";
export { columnIndex, type Table } from "./table.js";
export { requireWritable, writeTable, writeTables } from "./write-table.js";
