import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { BerthError } from "../../base/index.js";
import { fileKind, folderRefused } from "../files/file-kind.js";
import { openTextFile } from "../files/text-file.js";
import type { ReadOptions } from "../read-options.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";

const FILES_AT_A_TIME = 64;

/**
 * The reader of a folder with a folder of `.txt` files for each class: a file is a row, the name of
 * its folder the label. Classes and files are in the order of their names.
 *
 * @throws FILE_UNREADABLE when no class folder holds a `.txt` file
 */
export async function openTextFolder(
  folder: string,
  kind: "file" | "folder",
  options: ReadOptions,
): Promise<FormatReader> {
  if (kind === "file") {
    const message = `${folder}: a text folder must be a folder with a folder of .txt files for each class; this is a file`;
    throw new BerthError("FILE_UNREADABLE", message, { file: folder });
  }
  const files = await classFiles(folder);
  if (files.length === 0) throw folderRefused(folder);
  const told = {
    format: "text-folder",
    columns: ["text", "label", "file"],
    notes: [],
    readAs: { encoding: options.encoding },
  } as const;
  return readerOfRows(told, async function* () {
    for (let start = 0; start < files.length; start += FILES_AT_A_TIME) {
      const some = files.slice(start, start + FILES_AT_A_TIME);
      yield await Promise.all(some.map((file) => readFileRow(folder, file, options.encoding)));
    }
  });
}

interface ClassFile {
  readonly label: string;
  readonly name: string;
}

async function classFiles(folder: string): Promise<ClassFile[]> {
  const classes = await readdir(folder, { withFileTypes: true });
  const found: ClassFile[] = [];
  for (const { name: label } of classes.filter((entry) => entry.isDirectory()).sort(byName)) {
    if (label.startsWith(".")) continue;
    const entries = await readdir(join(folder, label), { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && isText(entry.name)).sort(byName);
    found.push(...files.map(({ name }) => ({ label, name })));
  }
  return found;
}

const isText = (name: string): boolean => !name.startsWith(".") && /\.txt$/i.test(name);

const byName = (one: { name: string }, other: { name: string }): number =>
  one.name < other.name ? -1 : 1;

async function readFileRow(
  folder: string,
  { label, name }: ClassFile,
  encoding: string | undefined,
): Promise<ReadRow> {
  const file = join(folder, label, name);
  try {
    await fileKind(file);
    const source = await openTextFile(file, encoding);
    const chunks: Buffer[] = [];
    for await (const chunk of source.chunks()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    return { line: 1, cells: [text === "" ? null : text, label, `${label}/${name}`] };
  } catch (error) {
    if (error instanceof BerthError) return { line: 1, cells: error };
    throw error;
  }
}
