import { BerthError } from "../../base/index.js";
import { nullByte } from "../files/lines.js";
import type { DelimitedRecord, RecordFault } from "./delimited-records.js";
import type { Dialect } from "./dialect.js";

/**
 * What is wrong with a record of a text table: its fault, or else the number of its cells.
 *
 * @param expected - cells of the record that the others must be like, which is called `like`
 */
export function recordRefusal(
  file: string,
  dialect: Dialect,
  record: DelimitedRecord,
  { expected, like }: { readonly expected: number; readonly like: "header" | "first row" },
): BerthError {
  const { line, cells, fault } = record;
  if (fault) return faultRefusal(file, dialect, fault, record.lines);
  const delimiter = dialect.delimiter === "\t" ? "a tab" : `"${dialect.delimiter}"`;
  const surplus =
    dialect.quote === undefined
      ? "A .tsv file has no quotes: replace tabs inside a cell by spaces"
      : `Put a cell that contains ${delimiter} in ${quoteName(dialect)}s`;
  const lack = `Fill in what is missing; an empty cell still needs ${delimiter} beside it`;
  return new BerthError(
    "ROW_CELLS",
    `${file} line ${line}: a row must have as many cells as the ${like}, ${expected}; this one has ${cells.length}. ${cells.length > expected ? surplus : lack}`,
    { file, line, expected, found: cells.length },
  );
}

function faultRefusal(
  file: string,
  dialect: Dialect,
  { kind, line, closedOn = line }: RecordFault,
  lines: number,
): BerthError {
  if (kind === "null byte") return nullByte(file, line);
  const { quote = '"' } = dialect;
  const double = `ouble a quote that belongs to the text (${quote}${quote})`;
  const opens = `a cell that opens with a ${quoteName(dialect)} must close with one`;
  const taken =
    lines > 1 ? `, so that ${lines.toLocaleString("en-US")} lines went into one record` : "";
  const sentence =
    kind === "quote never closed"
      ? `${opens}; this one never does${taken}. Close it, or d${double}`
      : closedOn > line
        ? `${opens}; this one does so on line ${closedOn} only, with text behind it${taken}. Close it, or d${double}`
        : `a closing ${quoteName(dialect)} must end its cell; text follows it. D${double}`;
  return new BerthError("QUOTE_BROKEN", `${file} line ${line}: ${sentence}`, { file, line, lines });
}

function quoteName({ quote }: Dialect): string {
  return quote === undefined || quote === '"' ? "double quote" : `quote ${quote}`;
}
