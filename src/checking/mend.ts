import { basename, extname } from "node:path";
import type { CheckedFiles } from "./collector.js";

/** A word of a command line that means itself in a shell. */
function shellWord(word: string): string {
  return /^[\p{L}\p{N}_./:=,@%+-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The command that cleans a file by these words; null where spans or answers would move, and for pairs,
 * of whose two texts it would clean one.
 *
 * @param part - place of the file among those that are checked
 */
export function cleanCommand(
  files: CheckedFiles,
  part: number | undefined,
  ...words: readonly string[]
): string | null {
  return cleanedBy(files, part, [...words, ...readFlags(files), ...columnFlags(files)]);
}

/**
 * The command that drops the rows whose text, or whose label, is empty. It names the columns that were
 * found: `data clean` by itself might look at others.
 *
 * @param part - place of the file among those that are checked
 * @param column - the column with the empty cells
 */
export function missingCommand(
  files: CheckedFiles,
  part: number | undefined,
  emptyOne: "text" | "label",
  column: string,
): string | null {
  const columns =
    emptyOne === "text"
      ? flag("--text-column", column)
      : [...flag("--text-column", files.textColumn), ...flag("--label-column", column)];
  return cleanedBy(files, part, [
    "--steps",
    `missing:in=${emptyOne}`,
    ...readFlags(files),
    ...columns,
  ]);
}

function cleanedBy(
  files: CheckedFiles,
  part: number | undefined,
  flags: readonly string[],
): string | null {
  if (!files.isCleanable) return null;
  const file = files.parts[part ?? 0]?.file ?? "";
  const isWritable = /^\.(?:csv|tsv|jsonl|json|parquet)$/i.test(extname(file));
  // &#10; becomes a line break.
  const breaksLines = flags.some((word) => word.includes("html-unescape"));
  const isBeyondTsv = isTsv(file) && (isQuoted(files) || breaksLines);
  const ending = isWritable && !isBeyondTsv ? extname(file) : ".csv";
  const output = `${basename(file, extname(file))}-clean${ending}`;
  return command("data clean", file, ...flags, "--output", output);
}

const isTsv = (file: string): boolean => extname(file).toLowerCase() === ".tsv";

/** Whether cells were read in quotes: they may hold tabs and line breaks, which a `.tsv` cannot be written with. */
const isQuoted = ({ named: { read: { quote = "none" } = {} } }: CheckedFiles): boolean =>
  quote !== "none";

/** The command that splits the training file, or a file of all rows, with nearly equal texts together. */
export function splitCommand(files: CheckedFiles, isOneFile: boolean): string {
  const [train] = files.parts;
  // The parts have to be one file again before they can be split anew.
  const file = isOneFile ? (train?.file ?? "") : "ALL-ROWS.csv";
  const flags = [...(isOneFile ? readFlags(files) : []), ...columnFlags(files)];
  return command(
    "data split",
    file,
    "--output",
    "parts",
    "--group-by",
    "near-duplicates",
    ...(isTsv(file) && isQuoted(files) ? ["--to", "csv"] : []),
    ...flags,
  );
}

/** The command that makes training rows more by these words. */
export function augmentCommand(files: CheckedFiles, ...words: readonly string[]): string {
  const flags = [...words, ...readFlags(files), ...columnFlags(files)];
  return command("data augment", files.parts[0]?.file ?? "", "--output", "more.csv", ...flags);
}

/** The command that trains on the files by these words. Without a model that was named, MODEL stands for one. */
export function finetuneCommand(files: CheckedFiles, ...words: readonly string[]): string {
  const { model = "MODEL" } = files.named;
  const [train] = files.parts;
  // A validation part that was split off has the file of training.
  const parts = files.parts
    .filter((part) => part === train || part.file !== train?.file)
    .flatMap(({ name, file }) => [`--${name}`, file]);
  const flags = [...readFlags(files), ...columnFlags(files, "for training")];
  return command("finetune", ...parts, ...flags, "--model", model, "--output", "run", ...words);
}

const command = (name: string, ...words: readonly string[]): string =>
  [`berth ${name}`, ...words.map(shellWord)].join(" ");

/** The flags that say how the files are read, as far as they were named. */
function readFlags({ named: { read = {} } }: CheckedFiles): string[] {
  const { format, delimiter, quote, header, encoding } = read;
  const yesOrNo = header === undefined ? undefined : header ? "yes" : "no";
  return [
    ...flag("--format", format),
    ...flag("--delimiter", delimiter),
    ...flag("--quote", quote),
    ...flag("--header", yesOrNo),
    ...flag("--encoding", encoding),
  ];
}

/** The flags of the columns, where one or the task was named: another command would guess others. */
function columnFlags(files: CheckedFiles, purpose?: "for training"): string[] {
  const { named, textColumn, labelColumn, pairColumn } = files;
  const isNamed = [named.task, named.textColumn, named.labelColumn].some(
    (name) => name !== undefined,
  );
  const training =
    purpose === undefined
      ? []
      : [
          ...flag("--task", named.task),
          ...flag("--text-pair-column", named.textPairColumn && pairColumn),
        ];
  if (!isNamed) return training;
  return [
    ...training,
    ...flag("--text-column", textColumn),
    // Where a task reads its label by itself, such as a grade, the check knows only the name.
    ...flag("--label-column", named.labelColumn ?? labelColumn),
  ];
}

const flag = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [name, value];
