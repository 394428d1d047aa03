import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { BerthError } from "../../base/index.js";
import { fileKind, folderRefused } from "../files/file-kind.js";
import { openTextFile } from "../files/text-file.js";
import type { ReadOptions } from "../read-options.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";

const FILES_AT_A_TIME = 64;

/**
 * The reader of a folder with a folder of `.txt` files for each class: a file is a row, the name of
 * its folder the label. Classes and files are in the order of their names; links stand for what they lead to. Reading
 * adds to the notes what was found out about encodings.
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
  const notes: string[] = [];
  const told = {
    format: "text-folder",
    columns: ["text", "label", "file"],
    notes,
    readAs: { encoding: options.encoding },
  } as const;
  return readerOfRows(told, async function* () {
    for (let start = 0; start < files.length; start += FILES_AT_A_TIME) {
      const some = files.slice(start, start + FILES_AT_A_TIME);
      const read = await Promise.all(
        some.map((file) => readFileRow(folder, file, options.encoding)),
      );
      const guess = read.find(({ guessed }) => guessed !== undefined)?.guessed;
      if (guess !== undefined && notes.length === 0) notes.push(`${folder}: ${guess}`);
      yield read;
    }
  });
}

interface ClassFile {
  readonly label: string;
  readonly name: string;
}

async function classFiles(folder: string): Promise<ClassFile[]> {
  const classes = await entriesOf(folder);
  const found: ClassFile[] = [];
  for (const { name: label } of classes.filter(({ isFolder }) => isFolder).sort(byName)) {
    if (label.startsWith(".")) continue;
    const entries = await entriesOf(join(folder, label));
    const files = entries.filter(({ name, isFolder }) => !isFolder && isText(name)).sort(byName);
    // One by one: a class may have more files than a call takes arguments.
    for (const { name } of files) found.push({ label, name });
  }
  return found;
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** What a folder holds. A link that leads nowhere counts as a file, and is refused when it is read. */
async function entriesOf(folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    const isFolder = entry.isSymbolicLink()
      ? await leadsToFolder(folder, entry)
      : entry.isDirectory();
    entries.push({ name, isFolder });
  }
  return entries;
}

async function leadsToFolder(folder: string, { name }: Dirent): Promise<boolean> {
  const found = await stat(join(folder, name)).catch(() => undefined);
  return found?.isDirectory() === true;
}

const isText = (name: string): boolean => !name.startsWith(".") && /\.txt$/i.test(name);

/** A file's row, and what is said of the file where its encoding was found out. */
type FileRow = ReadRow & { readonly guessed?: string };

const byName = (one: { name: string }, other: { name: string }): number =>
  one.name < other.name ? -1 : 1;

async function readFileRow(
  folder: string,
  { label, name }: ClassFile,
  encoding: string | undefined,
): Promise<FileRow> {
  const file = join(folder, label, name);
  try {
    await fileKind(file);
    const source = await openTextFile(file, encoding);
    const chunks: Buffer[] = [];
    for await (const chunk of source.chunks()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    const row = { line: 1, cells: [text === "" ? null : text, label, `${label}/${name}`] };
    if (source.notes.length === 0) return row;
    const guessed = `files that are no plain UTF-8 are read each in an encoding that was found out, the first, ${label}/${name}, as ${source.encoding}; --encoding names one for all.`;
    return { ...row, guessed };
  } catch (error) {
    if (error instanceof BerthError) return { line: 1, cells: error };
    throw error;
  }
}
