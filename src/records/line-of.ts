import { unreachable } from "../base/index.js";
import { readDataFile } from "./data-file.js";
import { dialectOf } from "./dialect.js";
import { jsonRecords } from "./json-records.js";
import { scanRecords } from "./scan-records.js";
import { recordOf, type Table } from "./table.js";

/** The physical line, from 1, on which row `row` of the table starts. Reads the file again: for errors only. */
export async function lineOf(table: Table, row: number): Promise<number> {
  const source = await readDataFile(table.file);
  const index = recordOf(table, row);
  const record =
    source.format === "jsonl"
      ? jsonRecords(source)[index]
      : scanRecords(source, dialectOf(source))[index + 1];
  return record?.line ?? unreachable(`row ${row} of ${table.file}`);
}
