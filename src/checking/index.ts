export { type CheckSettings, checkData } from "./check-data.js";
export type { CheckedFile, CheckedLabel, CheckReport, Lengths } from "./check-report.js";
export type { ColumnFacts, ColumnKind } from "./column-facts.js";
export type { Finding, FoundRow } from "./finding.js";
export { type FindingCode, findingCodes, type Severity } from "./finding-codes.js";
export type { Histogram, Summary } from "./histogram.js";
export {
  dataStatistics,
  type SampledRow,
  type Statistics,
  type StatisticsSettings,
} from "./statistics.js";
export type { Cut, TokenFacts } from "./token-lengths.js";
