import { existsSync } from "node:fs";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { BerthError } from "../base/index.js";
import { type AnnotatedFormat, tableContent, writableEndings } from "./table-content.js";
import type { WritableTable } from "./table-text.js";

export interface WriteOptions {
  /** Whether files that are there may be replaced. */
  readonly force?: boolean;
}

/** A table and the file it is to be written to. */
export interface TableFile {
  readonly file: string;
  readonly table: WritableTable;
  /** What is written whatever the name ends in. */
  readonly format?: AnnotatedFormat | undefined;
}

/**
 * Writes a table as the name's ending says: `.csv` (RFC 4180), `.tsv` (no quotes), `.jsonl`, `.json` or
 * `.parquet` (every column text). Read again, every cell is what it was. What `readTable` read from JSON
 * and nobody changed is written to JSON as it stands there, numbers with all their digits. At any moment
 * the file is what it was before, or whole.
 *
 * @throws FORMAT_UNKNOWN, OUTPUT_EXISTS, CELL_UNWRITABLE, DISK_FULL, FILE_UNWRITABLE; no file is
 * touched then
 *
 * @example
 * await writeTable("train.csv", { columns: ["text", "label"], rows: [["good", "1"]] });
 */
export function writeTable(
  file: string,
  table: WritableTable,
  options: WriteOptions = {},
): Promise<void> {
  return writeTables([{ file, table }], options);
}

/**
 * Writes several tables, as `writeTable` one: all are written whole beside their places before the
 * first is put in place. Missing folders are made.
 */
export async function writeTables(
  tables: readonly TableFile[],
  options: WriteOptions = {},
): Promise<void> {
  requireWritable(
    tables.flatMap(({ file, format }) => (format === undefined ? [file] : [])),
    options,
  );
  requireFresh(
    tables.map(({ file }) => file),
    options,
  );
  const beside = tables.map(({ table }) => table);
  const contents = tables.map(({ file, table, format }) => ({
    file,
    content: tableContent(table, file, beside, format),
  }));
  try {
    for (const { file, content } of contents) await writeFresh(file, content);
    for (const { file } of contents) await placing(file, () => rename(fresh(file), file));
  } finally {
    for (const { file } of contents) await rm(fresh(file), { force: true }).catch(() => undefined);
  }
}

/**
 * Refuses files that could not be written, before any work is done for them.
 *
 * @throws FORMAT_UNKNOWN, OUTPUT_EXISTS
 */
export function requireWritable(files: readonly string[], options: WriteOptions): void {
  for (const file of files) {
    if (!writableEndings.includes(extname(file).toLowerCase())) {
      const message = `${file}: a table is written as ${writableEndings.join(", ")}; end the name with one of these`;
      throw new BerthError("FORMAT_UNKNOWN", message, { file });
    }
  }
  requireFresh(files, options);
}

/**
 * Refuses files that are there, unless they may be replaced.
 *
 * @throws OUTPUT_EXISTS
 */
export function requireFresh(files: readonly string[], { force }: WriteOptions): void {
  for (const file of files) {
    if (!force && existsSync(file)) {
      const message = `${file}: is there already; none was touched. Name another --output, or add --force to replace it`;
      throw new BerthError("OUTPUT_EXISTS", message, { file });
    }
  }
}

const fresh = (file: string): string => `${file}.new`;

async function writeFresh(file: string, content: ReturnType<typeof tableContent>): Promise<void> {
  await placing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(fresh(file), "w");
    try {
      await writeFile(handle, content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Tells what the system refuses. A fault in reading the rows stays as it is. */
async function placing(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || cause instanceof BerthError) throw cause;
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    const sentence = isFull
      ? `${file}: the disk has no room left for it. Free some space and run again`
      : `${file}: the system refuses to write it (${code || message})`;
    throw new BerthError(isFull ? "DISK_FULL" : "FILE_UNWRITABLE", sentence, { file }, { cause });
  }
}
