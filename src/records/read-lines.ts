import { fileKind, folderRefused } from "./files/file-kind.js";
import { lineChunks } from "./files/lines.js";
import { openTextFile } from "./files/text-file.js";
import { likelierFormat } from "./formats/detect-format.js";

/** The lines of a text file. */
export interface TextLines {
  readonly lines: readonly string[];
  /** What is said of the file: an encoding that was found out, lines that look like another format. */
  readonly notes: readonly string[];
}

/**
 * Every line of a text file as it stands, empty ones too.
 *
 * @param encoding - the encoding that the user named; nothing is guessed then
 * @throws FILE_MISSING, FILE_UNREADABLE, FILE_ENCODING, RECORD_TOO_LONG
 */
export async function readLines(file: string, encoding?: string): Promise<TextLines> {
  if ((await fileKind(file)) === "folder") throw folderRefused(file);
  const source = await openTextFile(file, encoding);
  const lines: string[] = [];
  for await (const chunk of lineChunks(source)) {
    for (const { text } of chunk) lines.push(text);
  }
  return { lines, notes: [...source.notes, ...likelierFormat(source)] };
}
