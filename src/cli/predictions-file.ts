import { extname } from "node:path";
import { BerthError } from "../base/index.js";
import type { Evaluation } from "../training/index.js";
import { requireOutput } from "./require-output.js";
import { writeOutput } from "./write-output.js";

/** Writes the rows of an evaluation to the file it was made for. */
export type PredictionsWriter = (evaluation: Evaluation) => Promise<void>;

/**
 * Prepares to write every row of an evaluation in file order: its number from 1, truth, prediction,
 * and the probability of each label. The name is checked here, before anything is computed.
 *
 * @param file - a name that ends in `.csv` or `.jsonl`
 * @param force - replaces a file that is there
 * @throws USAGE for another ending; OUTPUT_EXISTS, FILE_UNWRITABLE; the writer throws FILE_UNWRITABLE and DISK_FULL
 */
export function predictionsWriter(file: string, force: boolean): PredictionsWriter {
  const format = formats[extname(file).toLowerCase()];
  if (format === undefined) {
    const message = `--output: must end in .csv or .jsonl; ${JSON.stringify(file)} came`;
    throw new BerthError("USAGE", message, { file });
  }
  requireOutput(file, "--output", force);
  return (evaluation) => writeOutput(file, `${format(evaluation).join("\n")}\n`);
}

const formats: Readonly<Record<string, (evaluation: Evaluation) => string[]>> = {
  ".csv": ({ labels, rows }) => [
    csvLine(["row", "truth", "prediction", ...probabilityNames({ labels, rows })]),
    ...rows.map(({ row, truth, prediction, probabilities }) =>
      csvLine([String(row), truth, prediction, ...probabilities.map(String)]),
    ),
  ],
  ".jsonl": ({ labels, rows }) =>
    rows.map(({ row, truth, prediction, probabilities }) => {
      if (probabilities.length === 0) return JSON.stringify({ row, truth, prediction });
      const byLabel = Object.fromEntries(
        labels.map((label, index) => [label, probabilities[index]]),
      );
      return JSON.stringify({ row, truth, prediction, probabilities: byLabel });
    }),
};

/** Headings of the probabilities, where the task gives any. */
function probabilityNames({ labels, rows }: Pick<Evaluation, "labels" | "rows">): string[] {
  const isGiven = rows.some(({ probabilities }) => probabilities.length > 0);
  return isGiven ? labels.map((label) => `probability ${label}`) : [];
}

/** One record of RFC 4180, without the line break. */
function csvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(",");
}
