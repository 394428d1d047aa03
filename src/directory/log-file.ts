import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { JsonObject } from "../base/index.js";
import { isMissing, readFault, writeFault } from "./file-error.js";
import { parseJsonObject } from "./json-file.js";
import { writeFileAtomic } from "./write-file-atomic.js";

/** A file of JSON lines that only grows. */
export interface LogFile {
  /** Adds a line; it has left the program when this returns. */
  append(line: JsonObject): void;
}

/** Opens a log for appending; the file appears with its first line. */
export function openLog(file: string): LogFile {
  return {
    append(line) {
      try {
        appendFileSync(file, `${JSON.stringify(line)}\n`);
      } catch (cause) {
        throw writeFault(file, cause);
      }
    },
  };
}

/**
 * Keeps some lines of a log and drops the others. A last line that a kill cut short is dropped too.
 *
 * @returns the lines that are kept; none when there is no file
 * @throws JSON_BROKEN for a line before the last that is no JSON object
 */
export async function cutLog(
  file: string,
  keep: (line: JsonObject) => boolean,
): Promise<JsonObject[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    if (isMissing(cause)) return "";
    throw readFault(file, cause);
  });
  const complete = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
  const lines = complete.map((line, index) => parseJsonObject(line, file, index + 1)).filter(keep);
  if (text !== "") {
    await writeFileAtomic(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }
  return lines;
}
