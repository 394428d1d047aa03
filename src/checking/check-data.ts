import { type ReadOptions, readRecords } from "../records/index.js";
import type { TaskName } from "../tasks/index.js";
import { type CheckedPart, checkParts } from "./check-parts.js";
import type { CheckReport } from "./check-report.js";
import type { PartName } from "./collector.js";
import { firstRows } from "./first-rows.js";
import { taskLayout } from "./row-layout.js";

export interface CheckSettings extends ReadOptions {
  readonly validation?: string | undefined;
  readonly test?: string | undefined;
  /** What will be learnt; guessed where absent. */
  readonly task?: TaskName | undefined;
  /** The columns of text and label; guessed where absent. */
  readonly textColumn?: string | undefined;
  /** The column of the second text, where rows have two. */
  readonly textPairColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  /** Seed of the samples; 42 where absent. */
  readonly seed?: number | undefined;
  /** Whether nearly equal texts are looked for, which takes longer than all else; yes where absent. */
  readonly nearDuplicates?: boolean | undefined;
  /** Texts among which they are looked for in memory; 500,000 where absent. More are put into a temporary folder. */
  readonly mostTexts?: number | undefined;
  /** Directory of a model: lengths are told in its tokens too. */
  readonly model?: string | undefined;
  /** Tokens at which texts will be cut; what training would take where absent. */
  readonly maxLength?: number | undefined;
  /** Is told, now and then, how many rows are done; behind the last also which share of the comparing of texts. */
  readonly onProgress?: ((rows: number, compared?: number) => void) | undefined;
}

/**
 * Checks labelled rows before anything is learnt from them. Files stream, so they may be larger than
 * memory.
 *
 * @param file - the training rows, of any format that Berth reads
 * @returns everything found, with the first rows and their lines
 * @throws the codes of `readRecords` for files that cannot be read at all; COLUMN_MISSING; COLUMN_UNCLEAR where a task is
 *   named and its columns are not found
 *
 * @example
 * const report = await checkData("train.csv", { validation: "dev.csv" });
 * for (const { severity, sentence } of report.findings) console.info(severity, sentence);
 */
export async function checkData(file: string, settings: CheckSettings = {}): Promise<CheckReport> {
  const { format, delimiter, quote, header, encoding, limit } = settings;
  const options = { format, delimiter, quote, header, encoding, limit };
  const given: readonly (readonly [PartName, string | undefined])[] = [
    ["train", file],
    ["validation", settings.validation],
    ["test", settings.test],
  ];
  const parts: CheckedPart[] = [];
  for (const [name, path] of given) {
    if (path !== undefined) parts.push({ name, source: await readRecords(path, options) });
  }
  const [train] = parts;
  const layout = taskLayout(await firstRows((train as CheckedPart).source), settings);
  const { task, textColumn, textPairColumn, labelColumn, model } = settings;
  const read = { format, delimiter, quote, header, encoding };
  const named = { read, task, textColumn, textPairColumn, labelColumn, model };
  return checkParts(parts, layout, { ...settings, named });
}
