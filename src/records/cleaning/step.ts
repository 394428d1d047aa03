import type { Json, JsonObject } from "../../base/index.js";
import type { SettingsReader } from "./settings-reader.js";

/** One step as a pipeline writes it: its name, and its settings beside the name. */
export interface CleaningStep {
  readonly step: string;
  readonly [setting: string]: Json;
}

/** What is done to a table, in order. Plain JSON: it is kept with the data and with the model. */
export interface CleaningPipeline {
  readonly version: 1;
  readonly steps: readonly CleaningStep[];
}

/** Cleans one text. Throws on no string. */
export type CleanText = (text: string) => string;

/** What the steps see of a row. */
export interface CleaningRow {
  /** Record of the file, counted from 0. */
  readonly record: number;
  readonly text: string | null;
  /** Null also where the table has no label column. */
  readonly label: string | null;
}

/** Changes or drops rows; those that stay keep their order. */
export type CleanRows = (rows: readonly CleaningRow[]) => readonly CleaningRow[];

/** A step on each text by itself: it is applied wherever a model is given texts. */
export interface TextStep {
  readonly on: "text";
  /** Every setting, defaults filled in, so that a recorded step keeps its meaning. */
  readonly settings: JsonObject;
  /**
   * Whether characters may move. Tasks whose labels or answers are positions in the text can only
   * take steps that leave every character where it is.
   */
  readonly changesLength: boolean;
  /** Loads what the step needs. */
  load(): Promise<CleanText>;
}

/** A step that looks at rows together, or drops them: it is applied to the rows that are trained on. */
export interface RowStep {
  readonly on: "rows";
  readonly settings: JsonObject;
  readonly usesLabel: boolean;
  /** Whether validation and test rows go through it too. */
  readonly everyPart: boolean;
  readonly clean: CleanRows;
}

/** A step that pipelines may name. */
export interface StepKind {
  readonly name: string;
  /** For help: what it does, as a clause. */
  readonly does: string;
  /** For help: its settings, as `--steps` writes them. */
  readonly takes?: string;
  /** The setting that `name=value` sets in `--steps`. */
  readonly main?: string;
  /**
   * Reads the settings of a step.
   *
   * @throws CLEANING_SETTING
   */
  read(settings: SettingsReader): TextStep | RowStep;
}

/** A text step out of a function that needs nothing loaded. */
export function textStep(
  clean: CleanText,
  { settings = {}, changesLength = true }: Partial<Omit<TextStep, "on" | "load">> = {},
): TextStep {
  return { on: "text", settings, changesLength, load: async () => clean };
}
