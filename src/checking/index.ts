export { type CheckSettings, checkData } from "./check-data.js";
export type { CheckedFile, CheckedLabel, CheckReport, Lengths } from "./check-report.js";
export type { Finding, FoundRow } from "./finding.js";
export { type FindingCode, findingCodes, type Severity } from "./finding-codes.js";
export type { Histogram, Summary } from "./histogram.js";
