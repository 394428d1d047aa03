import { BerthError } from "../base/index.js";
import type { CleaningColumns, CleaningPipeline, Table } from "../records/index.js";
import type { TokenColumns } from "../tasks/index.js";
import { choice } from "../training/setting.js";
import { type CommonOptions, readFlag, settingsFromFlags } from "./command.js";
import type { LimitFlag } from "./read-flags.js";

/** The flags of `berth data clean`, as they were typed. */
export interface DataCleanOptions extends CommonOptions, LimitFlag {
  readonly output?: string;
  readonly preset?: string;
  readonly steps?: string;
  readonly pipeline?: string;
  readonly dropDuplicates?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** The steps that the flags ask for. */
export async function pipelineOf(options: DataCleanOptions): Promise<CleaningPipeline> {
  const { pipelineFromWords, presetPipeline, readPipeline, readPipelineFile } = await import(
    "../records/index.js"
  );
  const { preset, steps, pipeline: file } = options;
  const given = [preset, steps, file].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw new BerthError("USAGE", "--preset, --steps and --pipeline: give one of them");
  }
  const rule = readFlag(
    "--drop-duplicates",
    options.dropDuplicates,
    choice(["text", "text-and-label", "majority"]),
  );
  if (given.length === 0 && rule === undefined) {
    const message = "no steps: give --preset, --steps, --pipeline or --drop-duplicates";
    throw new BerthError("USAGE", message);
  }
  const chosen =
    preset !== undefined
      ? presetPipeline(preset)
      : file !== undefined
        ? await readPipelineFile(file)
        : readPipeline([]);
  const typed = steps === undefined ? chosen : pipelineFromWords(steps);
  const last = rule === undefined ? [] : [{ step: "duplicates", rule }];
  return readPipeline([...typed.steps, ...last]);
}

/**
 * The file to write, and that it may be written, before any work is done.
 *
 * @throws USAGE, FORMAT_UNKNOWN, OUTPUT_EXISTS
 */
export async function outputOf({ output, ...options }: DataCleanOptions): Promise<string> {
  const { requireWritable } = await import("../records/index.js");
  if (output === undefined) {
    throw new BerthError("USAGE", "--output: must be given: the path of a file; or add --dry-run");
  }
  requireWritable([output, stepsFileOf(output)], options);
  return output;
}

/** Where the steps of a cleaned file are kept. */
export const stepsFileOf = (output: string): string => `${output}.cleaning.json`;

/**
 * The text column, and the label column where it is named or a step looks at it.
 *
 * @throws CLEANING_SETTING when pairs of texts would be dropped by one of them, and none is named;
 *   CLEANING_OFFSETS when steps move characters of texts whose places another column tells;
 *   COLUMN_MISSING, COLUMN_UNCLEAR
 */
export async function columnsOf(
  table: Table,
  pipeline: CleaningPipeline,
  options: DataCleanOptions,
  say: (line: string) => void,
): Promise<CleaningColumns> {
  const { changesLength, refuseDuplicates, usesLabels } = await import("../records/index.js");
  const { chooseColumns, chooseTextColumn, placesColumn, tokenColumns, unreadPairNote } =
    await import("../tasks/index.js");
  const names = settingsFromFlags({ ...options }, ["textColumn", "labelColumn"]);
  const needsLabel = names.labelColumn !== undefined || usesLabels(pipeline);
  const { notes, ...columns } = needsLabel
    ? chooseColumns(table, names)
    : chooseTextColumn(table, names);
  for (const note of notes) say(note);
  if (names.textColumn === undefined && unreadPairNote(table, columns.text) !== undefined) {
    const advice = "Leave it out, or name the text to compare with --text-column.";
    refuseDuplicates(table.file, pipeline, advice);
  }
  if (!changesLength(pipeline)) return columns;
  const places = placesColumn(table, columns.text);
  if (places !== undefined) refusePlaces(table, columns.text, places);
  const words = tokenColumns(table);
  if (words?.tokens === columns.text) refuseWords(table, words);
  return columns;
}

function refusePlaces({ file, columns }: Table, text: number, places: string): never {
  throw new BerthError(
    "CLEANING_OFFSETS",
    `${file}: column "${places}" tells places in "${columns[text]}", and the steps move characters, so that the places would be wrong. Clean the texts before they are marked, or leave these steps out.`,
    { file, column: places },
  );
}

function refuseWords({ file, columns }: Table, { tokens, tags }: TokenColumns): never {
  throw new BerthError(
    "CLEANING_OFFSETS",
    `${file}: column "${columns[tags]}" has a tag for each word of "${columns[tokens]}", and the steps would break the lists. Clean the texts before they are marked, or leave these steps out.`,
    { file, column: columns[tags] ?? "" },
  );
}
