import { basename, extname } from "node:path";
import type { CheckedFiles } from "./collector.js";

/** A word of a command line that means itself in a shell. */
export function shellWord(word: string): string {
  return /^[\p{L}\p{N}_./:=,@%+-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that cleans the training file by these words; null where spans or answers would move. */
export function cleanCommand(files: CheckedFiles, ...words: readonly string[]): string | null {
  if (!files.isCleanable) return null;
  const file = files.parts[0]?.file ?? "";
  const ending = /^\.(?:csv|tsv|jsonl|parquet)$/i.test(extname(file)) ? extname(file) : ".csv";
  const output = `${basename(file, extname(file))}-clean${ending}`;
  return ["berth data clean", shellWord(file), ...words, "--output", shellWord(output)].join(" ");
}
