import { openTextFile } from "./files/text-file.js";
import { jsonPieces } from "./formats/json-pieces.js";
import { jsonRecords } from "./formats/json-records.js";
import type { FormatName } from "./read-options.js";
import type { RecordSource } from "./record-source.js";
import { type Cells, recordOf, type Table } from "./table.js";
import { areJson, isNestedJson } from "./table-text.js";

/** Whether the rows of a format are records of JSON, with a column for every key. */
export const isPlainJson = (format: FormatName | undefined): boolean =>
  format === "json" || format === "jsonl";

/**
 * The rows of a table that was read from JSON, as JSON lines or as one list. Members whose cell is
 * what the file says stay as they are written there; only the others are written anew: a number where a
 * number was, or where nothing was and all else of the column are numbers, and truth values and lists
 * likewise. Reads the file again.
 */
export async function* rewrittenJson(table: Table, form: "lines" | "list"): AsyncGenerator<string> {
  const written = await writtenRecords(table);
  let kinds: ReadonlyMap<string, JsonKind> | undefined;
  const kindOfColumn = (name: string): JsonKind => {
    kinds ??= columnKinds(written.values());
    return kinds.get(name) ?? "other";
  };
  const added = addedMembers(table);
  const last = table.rows.length - 1;
  if (form === "list") yield "[\n";
  for (const [place, row] of table.rows.entries()) {
    const comma = form === "list" && place < last ? "," : "";
    const record = written.get(recordOf(table, place)) ?? "{}";
    const members = [...fileMembers(table, row, record, kindOfColumn), ...added(row)];
    yield `{${members.join(", ")}}${comma}\n`;
  }
  if (form === "list") yield "]\n";
}

/** The rows of an opened JSON file in batches, each row one line of JSON with its values as they are written. */
export async function* writtenRows(source: RecordSource): AsyncGenerator<readonly string[]> {
  const texts = recordTexts(source);
  let record = 0;
  try {
    for await (const { firstRecord, rows } of source.batches()) {
      // Records that are no rows.
      for (; record < firstRecord - 1; record++) await texts.next();
      const lines: string[] = [];
      for (const row of rows) {
        record += 1;
        const { value = "{}" } = await texts.next();
        lines.push(`{${fileMembers(source, row, value, () => "other").join(", ")}}`);
      }
      yield lines;
    }
  } finally {
    await texts.return(undefined);
  }
}

/** The records of a JSON file as they are written. */
async function* recordTexts({
  file,
  readAs,
}: Pick<Table, "file" | "readAs">): AsyncGenerator<string, undefined> {
  for await (const some of jsonRecords(await openTextFile(file, readAs?.encoding))) {
    for (const { text } of some) yield text;
  }
  return undefined;
}

/** The records that the rows of a table are, as they are written in its file. */
async function writtenRecords(table: Table): Promise<ReadonlyMap<number, string>> {
  const wanted = new Set(Array.from(table.rows.keys(), (row) => recordOf(table, row)));
  const found = new Map<number, string>();
  let record = 0;
  for await (const text of recordTexts(table)) {
    if (wanted.has(record)) found.set(record, text);
    record += 1;
  }
  return found;
}

/** The members of a row whose columns are its file's. */
function fileMembers(
  { columns, addedColumns = [] }: Pick<Table, "columns" | "addedColumns">,
  row: Cells,
  record: string,
  kindOfColumn: (name: string) => JsonKind,
): string[] {
  const written = membersOf(record);
  return columns.flatMap((name, column) => {
    const cell = row[column] ?? null;
    const before = written.get(name);
    if (addedColumns.includes(name) || (before === undefined && cell === null)) return [];
    const kind = (): JsonKind =>
      before === undefined || before === "null" ? kindOfColumn(name) : jsonKind(before);
    const isWritten = before !== undefined && cellOf(before) === cell;
    const value = isWritten ? before : changedValue(cell, kind);
    return [`${JSON.stringify(name)}: ${value.replace(/[\r\n]+\s*/g, " ")}`];
  });
}

/** The members of a row whose columns were added: in every row, and all of a column of one kind. */
function addedMembers(table: Table): (row: Cells) => string[] {
  const added = (table.addedColumns ?? []).map((name) => {
    const column = table.columns.indexOf(name);
    return { name, column, areCellsJson: areJson([table], column) };
  });
  return (row) =>
    added.map(({ name, column, areCellsJson }) => {
      const cell = row[column] ?? null;
      return `${JSON.stringify(name)}: ${areCellsJson ? cell : JSON.stringify(cell)}`;
    });
}

/** The values that a text can stand for as it is. */
type JsonKind = "number" | "boolean" | "nested" | "other";

function jsonKind(written: string): JsonKind {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(written)) return "number";
  if (isNestedJson(written)) return "nested";
  return written === "true" || written === "false" ? "boolean" : "other";
}

/** A cell that changed: as it stands where it is of the kind that belongs there, else a string. */
function changedValue(cell: string | null, kind: () => JsonKind): string {
  const own = cell === null ? "other" : jsonKind(cell);
  return cell !== null && own !== "other" && own === kind() ? cell : JSON.stringify(cell);
}

/** The kind that all values of a column have, null left out. */
function columnKinds(records: Iterable<string>): ReadonlyMap<string, JsonKind> {
  const kinds = new Map<string, JsonKind>();
  for (const record of records) {
    for (const [name, value] of membersOf(record)) {
      if (value === "null") continue;
      const kind = jsonKind(value);
      kinds.set(name, (kinds.get(name) ?? kind) === kind ? kind : "other");
    }
  }
  return kinds;
}

/** The values of a JSON object as they are written, by key. */
function membersOf(text: string): Map<string, string> {
  const members = (jsonPieces(text) ?? []).map((piece): [string, string] => {
    const [start = "", key = '""'] = /^("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*/s.exec(piece.text) ?? [];
    return [JSON.parse(key) as string, piece.text.slice(start.length)];
  });
  return new Map(members);
}

function cellOf(written: string): string | null {
  if (written === "null") return null;
  return written.startsWith('"') ? (JSON.parse(written) as string) : written;
}
