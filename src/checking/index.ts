export { type CheckSettings, checkData } from "./check-data.js";
export { checkHtml, findingsHtml } from "./check-html.js";
export type { CheckedFile, CheckedLabel, CheckReport } from "./check-report.js";
export { checkTables, type TablePart } from "./check-tables.js";
export type { ColumnFacts, ColumnKind } from "./column-facts.js";
export type { Finding, FoundRow } from "./finding.js";
export { type FindingCode, findingCodes, type Severity } from "./finding-codes.js";
export type { Histogram, Lengths, Summary } from "./histogram.js";
export {
  dataStatistics,
  type SampledRow,
  type Statistics,
  type StatisticsSettings,
} from "./statistics.js";
export { statisticsHtml } from "./statistics-html.js";
export type { Cut, TokenFacts } from "./token-lengths.js";
