import { readDataFile } from "./data-file.js";
import { jsonPieces } from "./json-pieces.js";
import { jsonRecords } from "./json-records.js";
import { recordOf, type Table } from "./table.js";

/**
 * The rows of a table that was read from JSON, as JSON lines. Members whose cell is what the file
 * says stay as they are written there; only the others are written anew. Reads the file again.
 */
export async function* rewrittenJson(table: Table): AsyncGenerator<string> {
  const records = jsonRecords(await readDataFile(table.file));
  for (const [row, cells] of table.rows.entries()) {
    const written = membersOf(records[recordOf(table, row)]?.text ?? "{}");
    const members = table.columns.flatMap((name, column) => {
      const cell = cells[column] ?? null;
      const before = written.get(name);
      if (before === undefined && cell === null) return [];
      const value = before !== undefined && cellOf(before) === cell ? before : JSON.stringify(cell);
      return [`${JSON.stringify(name)}: ${value.replace(/[\r\n]+\s*/g, " ")}`];
    });
    yield `{${members.join(", ")}}\n`;
  }
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
