import type { RecordSource } from "../record-source.js";
import { isPlainJson, writtenRows } from "../rewritten-json.js";
import type { Cells } from "../table.js";
import { isJson } from "../table-text.js";

/** One object a line. */
export async function* jsonLinesContent(source: RecordSource): AsyncGenerator<string> {
  for await (const records of objects(source)) {
    yield records.map((record) => `${record}\n`).join("");
  }
}

/** One list of objects, one a line. */
export async function* jsonListContent(source: RecordSource): AsyncGenerator<string> {
  let before = "[\n";
  for await (const records of objects(source)) {
    const lines = records.join(",\n");
    if (lines === "") continue;
    yield `${before}${lines}`;
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

/**
 * The rows as objects, one a line. Values of JSON stay as they are written; else a column is numbers, lists
 * or truth values where all its cells are.
 */
async function* objects(source: RecordSource): AsyncGenerator<readonly string[]> {
  if (isPlainJson(source.format)) {
    yield* writtenRows(source);
    return;
  }
  const written = await recordWriter(source);
  for await (const { rows } of source.batches()) yield rows.map(written);
}

/** Looks at all rows once, to tell the columns that are JSON already. */
async function recordWriter(source: RecordSource): Promise<(row: Cells) => string> {
  const { columns } = source;
  const areJson = columns.map(() => true);
  for await (const { rows } of source.batches()) {
    for (const row of rows) {
      for (const [column, cell] of row.entries()) {
        if (areJson[column] && cell !== null && !isJson(cell)) areJson[column] = false;
      }
    }
  }
  return (row) => {
    const members = columns.map((name, column) => {
      const cell = row[column] ?? null;
      const value = cell !== null && areJson[column] ? cell : JSON.stringify(cell);
      return `${JSON.stringify(name)}: ${value}`;
    });
    return `{${members.join(", ")}}`;
  };
}
