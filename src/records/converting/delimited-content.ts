import type { RecordSource } from "../record-source.js";
import { csvCell, csvName } from "../table-text.js";
import { unwritable } from "./unwritable.js";

/** RFC 4180, with a header. */
export async function* csvContent(source: RecordSource): AsyncGenerator<string> {
  yield `${source.columns.map(csvName).join(",")}\n`;
  for await (const { rows } of source.batches()) {
    yield rows.map((row) => `${row.map((cell) => csvCell(cell, row.length)).join(",")}\n`).join("");
  }
}

/** Tabs without quotes, with a header. */
export async function* tsvContent(source: RecordSource): AsyncGenerator<string> {
  const { file, columns } = source;
  const refuse = (record: number, column: number, what: string): never => {
    const sentence = `${what}, which a .tsv file cannot hold. Write .csv or .jsonl`;
    throw unwritable(file, record, columns[column] ?? "", sentence);
  };
  yield `${columns.map((name) => name.replace(/[\t\r\n]/g, " ")).join("\t")}\n`;
  for await (const { firstRecord, rows } of source.batches()) {
    const lines = rows.map((row, index) => {
      const column = row.findIndex((cell) => /[\t\r\n]/.test(cell ?? ""));
      if (column >= 0) refuse(firstRecord + index, column, "has a tab or a line break");
      // A blank line is no row.
      if (row.length === 1 && !row[0])
        refuse(firstRecord + index, 0, "is empty and alone in its row");
      return `${row.map((cell) => cell ?? "").join("\t")}\n`;
    });
    yield lines.join("");
  }
}
