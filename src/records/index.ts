export { fileHash } from "./file-hash.js";
export { lineOf } from "./line-of.js";
export { readTable } from "./read-table.js";
export { type Split, stratifiedSplit } from "./stratified-split.js";
export { columnIndex, type Table } from "./table.js";
