import { BerthError } from "../base/index.js";
import type { DataFile } from "./data-file.js";
import { jsonPieces } from "./json-pieces.js";

/** A record of a JSON file, not yet parsed. */
export interface JsonRecord {
  readonly text: string;
  /** Physical line it starts on, from 1. */
  readonly line: number;
}

/**
 * The records of a JSON file: one a line, or the elements of one list. Blank lines are no records.
 *
 * @throws JSON_BROKEN when the list is never closed
 */
export function jsonRecords({ file, bytes }: DataFile): JsonRecord[] {
  const content = bytes.toString("utf8");
  if (!/^\s*\[/.test(content)) {
    return content
      .split(/\r?\n/)
      .map((text, index) => ({ text, line: index + 1 }))
      .filter(({ text }) => text.trim() !== "");
  }
  const pieces = jsonPieces(content);
  if (pieces === undefined) {
    const message = `${file}: the list that the file opens with must close at its end; it does not. Check that the file was written to the end`;
    throw new BerthError("JSON_BROKEN", message, { file });
  }
  let line = 1;
  let seen = 0;
  return pieces.map(({ text, start }) => {
    line += content.slice(seen, start).split("\n").length - 1;
    seen = start;
    return { text, line };
  });
}
