import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { BerthError, someOf } from "../../base/index.js";
import { fileKind, refuse } from "../files/file-kind.js";
import { openTextFile } from "../files/text-file.js";
import type { ReadOptions } from "../read-options.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";

const FILES_AT_A_TIME = 64;

/**
 * The reader of a folder with a folder of `.txt` files for each class: a file is a row, the name of
 * its folder the label. Classes and files are in the order of their names; links stand for what they lead to. A note
 * names what else the folder holds. Reading adds to the notes what was found out about encodings.
 *
 * @throws FILE_UNREADABLE when no class folder holds a `.txt` file, or the system refuses to read one
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
  const { files, others } = await classFiles(folder);
  if (files.length === 0) throw await folderWithoutTexts(folder);
  const notes = others.length === 0 ? [] : [othersNote(folder, others)];
  let isGuessTold = false;
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
      if (guess !== undefined && !isGuessTold) notes.push(`${folder}: ${guess}`);
      isGuessTold ||= guess !== undefined;
      yield read;
    }
  });
}

interface ClassFile {
  readonly label: string;
  readonly name: string;
}

interface FolderContent {
  readonly files: readonly ClassFile[];
  /** What is no text of a class, hidden files aside: paths in the folder. */
  readonly others: readonly string[];
}

/** The texts of a folder, class by class, in the order of names. */
export async function classFiles(folder: string): Promise<FolderContent> {
  const files: ClassFile[] = [];
  const others: string[] = [];
  const classes = (await shownEntries(folder)).sort(byName);
  for (const { name: label, isFolder: isClass } of classes) {
    if (!isClass) {
      others.push(label);
      continue;
    }
    const entries = await shownEntries(join(folder, label));
    // One by one: a class may have more files than a call takes arguments.
    for (const { name, isFolder } of entries.sort(byName)) {
      if (!isFolder && isText(name)) files.push({ label, name });
      else others.push(`${label}/${name}${isFolder ? "/" : ""}`);
    }
  }
  return { files, others };
}

function othersNote(folder: string, others: readonly string[]): string {
  const some =
    others.length === 1
      ? "1 entry of the folder that is no .txt file of a class is"
      : `${others.length.toLocaleString("en-US")} entries of the folder that are no .txt file of a class are`;
  return `${folder}: ${some} left out: ${someOf(others)}.`;
}

/** The refusal of a folder without texts of classes, with the nearest that have them. */
async function folderWithoutTexts(folder: string): Promise<BerthError> {
  const nearest = await nearestTextFolders(folder);
  const [only, second] = nearest;
  const advice =
    only === undefined
      ? "Name a file inside it"
      : second === undefined
        ? `Name ${only}, which has them`
        : `Name one that has them: ${someOf(nearest)}`;
  const sentence = `${folder}: a data file must be a file, or a folder with a folder of .txt files for each class, FOLDER/CLASS/*.txt; this is a folder without these. ${advice}`;
  return new BerthError("FILE_UNREADABLE", sentence, { file: folder, nearest });
}

/** Folders of one depth that are looked into at most, and depths. */
const MOST_FOLDERS = 100;
const MOST_DEPTHS = 3;

/** The folder above, where the texts stand in this one; else the first below with folders of texts. */
async function nearestTextFolders(folder: string): Promise<string[]> {
  if (hasTexts(await readable(folder))) return [join(folder, "..")];
  let level = await foldersIn(folder);
  for (let depth = 0; depth < MOST_DEPTHS && level.length > 0; depth++) {
    const found: string[] = [];
    const next: string[] = [];
    for (const above of level.slice(0, MOST_FOLDERS)) {
      const classes = await foldersIn(above);
      const contents = await Promise.all(classes.slice(0, MOST_FOLDERS).map(readable));
      if (contents.some(hasTexts)) found.push(above);
      next.push(...classes);
    }
    if (found.length > 0) return found;
    level = next;
  }
  return [];
}

const hasTexts = (entries: readonly Entry[]): boolean =>
  entries.some(({ name, isFolder }) => !isFolder && isText(name));

async function foldersIn(folder: string): Promise<string[]> {
  const folders = (await readable(folder)).filter(({ isFolder }) => isFolder).sort(byName);
  return folders.map(({ name }) => join(folder, name));
}

/** What a folder on the way holds; nothing where the system refuses to tell. */
const readable = (folder: string): Promise<Entry[]> => shownEntries(folder).catch(() => []);

const shownEntries = async (folder: string): Promise<Entry[]> =>
  (await entriesOf(folder)).filter(({ name }) => !name.startsWith("."));

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** What a folder holds. A link that leads nowhere counts as a file, and is refused when it is read. */
async function entriesOf(folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) =>
    refuse(folder, error),
  );
  for (const entry of found) {
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

const isText = (name: string): boolean => /\.txt$/i.test(name);

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
