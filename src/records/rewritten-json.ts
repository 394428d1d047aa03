import { openTextFile } from "./files/text-file.js";
import { jsonPieces } from "./formats/json-pieces.js";
import { jsonRecords } from "./formats/json-records.js";
import { recordOf, type Table } from "./table.js";

/**
 * The rows of a table that was read from JSON, as JSON lines or as one list. Members whose cell is
 * what the file says stay as they are written there; only the others are written anew: a number where a
 * number was, or where nothing was and all else of the column are numbers, and truth values likewise.
 * Reads the file again.
 */
export async function* rewrittenJson(table: Table, form: "lines" | "list"): AsyncGenerator<string> {
  const written = await writtenRecords(table);
  let kinds: ReadonlyMap<string, JsonKind> | undefined;
  const kindOfColumn = (name: string): JsonKind => {
    kinds ??= columnKinds(written.values());
    return kinds.get(name) ?? "other";
  };
  const last = table.rows.length - 1;
  if (form === "list") yield "[\n";
  for (const row of table.rows.keys()) {
    const comma = form === "list" && row < last ? "," : "";
    const record = written.get(recordOf(table, row)) ?? "{}";
    yield `${rewritten(table, row, record, kindOfColumn)}${comma}\n`;
  }
  if (form === "list") yield "]\n";
}

/** The records that the rows of a table are, as they are written in its file. */
async function writtenRecords(table: Table): Promise<ReadonlyMap<number, string>> {
  const wanted = new Set(Array.from(table.rows.keys(), (row) => recordOf(table, row)));
  const found = new Map<number, string>();
  let record = 0;
  for await (const some of jsonRecords(await openTextFile(table.file, table.readAs?.encoding))) {
    for (const { text } of some) {
      if (wanted.has(record)) found.set(record, text);
      record += 1;
    }
  }
  return found;
}

function rewritten(
  { columns, rows }: Table,
  row: number,
  record: string,
  kindOfColumn: (name: string) => JsonKind,
): string {
  const written = membersOf(record);
  const members = columns.flatMap((name, column) => {
    const cell = rows[row]?.[column] ?? null;
    const before = written.get(name);
    if (before === undefined && cell === null) return [];
    const kind = (): JsonKind =>
      before === undefined || before === "null" ? kindOfColumn(name) : jsonKind(before);
    const isWritten = before !== undefined && cellOf(before) === cell;
    const value = isWritten ? before : changedValue(cell, kind);
    return [`${JSON.stringify(name)}: ${value.replace(/[\r\n]+\s*/g, " ")}`];
  });
  return `{${members.join(", ")}}`;
}

/** The values that a text can stand for as it is. */
type JsonKind = "number" | "boolean" | "other";

function jsonKind(written: string): JsonKind {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(written)) return "number";
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
