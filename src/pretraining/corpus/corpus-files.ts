import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { BerthError } from "../../base/index.js";
import type { CorpusSource } from "./corpus-source.js";

/** A file of a corpus. */
export interface CorpusFile {
  readonly file: string;
  readonly bytes: number;
}

/** Names of files that have columns. */
export const withColumns = /\.(csv|tsv|tab|json|jsonl|ndjson|parquet)$/i;

/**
 * The files of a corpus, in the order in which they are read: as named; of a folder every `.txt` file
 * in it and below, by name, or with a text column every file whose name tells of columns; hidden files and
 * folders are left out. Links stand for what they lead to.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE, CORPUS_EMPTY for a folder without such files
 */
export async function corpusFiles({
  paths,
  textColumn,
}: Pick<CorpusSource, "paths" | "textColumn">): Promise<CorpusFile[]> {
  const [ending, endings] =
    textColumn === undefined ? [/\.txt$/i, ".txt"] : [withColumns, ".csv, .jsonl or .parquet"];
  const files: CorpusFile[] = [];
  for (const path of paths) {
    const { isFolder, bytes } = await lookAt(path);
    if (!isFolder) {
      files.push({ file: path, bytes });
      continue;
    }
    const found = await filesIn(path, ending);
    if (found.length === 0) {
      const message = `${path}: a folder of a corpus must hold ${endings} files; it has none. Name the files themselves, whatever their endings`;
      throw new BerthError("CORPUS_EMPTY", message, { folder: path });
    }
    for (const file of found) files.push({ file, bytes: (await lookAt(file)).bytes });
  }
  return files;
}

/**
 * The files of a corpus that others have too, be it by links.
 *
 * @throws as `corpusFiles`
 */
export async function sharedFiles(
  source: Pick<CorpusSource, "paths" | "textColumn">,
  others: Pick<CorpusSource, "paths" | "textColumn">,
): Promise<string[]> {
  const places = new Set<string>();
  for (const { file } of await corpusFiles(others)) places.add(await realpath(file));
  const shared: string[] = [];
  for (const { file } of await corpusFiles(source)) {
    if (places.has(await realpath(file))) shared.push(file);
  }
  return shared;
}

/** What is hidden, as `.git` and copies of editors are, is no text of the user's. */
export const isHiddenName = (name: string): boolean => name.startsWith(".");

async function filesIn(folder: string, ending: RegExp): Promise<string[]> {
  const found: string[] = [];
  for await (const path of filesBelow(folder, [])) {
    if (ending.test(basename(path))) found.push(path);
  }
  return found.sort();
}

/** @param way - the folders that led to this one: a link may lead back to one of them */
async function* filesBelow(folder: string, way: readonly string[]): AsyncGenerator<string> {
  const real = await realpath(folder).catch((cause: unknown) => refuse(folder, cause));
  if (way.includes(real)) return;
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) =>
    refuse(folder, cause),
  );
  for (const entry of entries) {
    if (isHiddenName(entry.name)) continue;
    const path = join(folder, entry.name);
    const kind = await kindOf(path, entry);
    if (kind === "folder") yield* filesBelow(path, [...way, real]);
    if (kind === "file") yield path;
  }
}

/** A link that leads nowhere counts as a file, and is refused when it is looked at. */
async function kindOf(path: string, entry: Dirent): Promise<"file" | "folder" | "other"> {
  const found = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
  if (found?.isDirectory()) return "folder";
  return found === undefined || found.isFile() ? "file" : "other";
}

async function lookAt(path: string): Promise<{ isFolder: boolean; bytes: number }> {
  const found = await stat(path).catch((cause: unknown) => refuse(path, cause));
  return { isFolder: found.isDirectory(), bytes: found.size };
}

function refuse(path: string, cause: unknown): never {
  const { code = "" } = cause as NodeJS.ErrnoException;
  const details = { file: path };
  if (code === "ENOENT") {
    const message = `${path}: there is no such file or folder; check its path`;
    throw new BerthError("FILE_MISSING", message, details, { cause });
  }
  const message = `${path}: the system refuses to read it (${code})`;
  throw new BerthError("FILE_UNREADABLE", message, details, { cause });
}
