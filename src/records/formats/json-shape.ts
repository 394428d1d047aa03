import { isJsonObject, type Json, type JsonObject } from "../../base/index.js";
import type { FormatName } from "../read-options.js";
import type { Cells } from "../table.js";

/** Formats that are JSON of a certain shape. */
export type ShapeName = Extract<
  FormatName,
  "squad" | "doccano" | "spacy" | "prodigy" | "label-studio" | "cluener"
>;

/** A way to write annotated text as JSON: what its records hold, and the rows they become. */
export interface JsonShape {
  readonly format: ShapeName;
  readonly columns: readonly string[];
  /** Whether a record can be of no other shape. */
  fits(record: Json): boolean;
  /** The rows of a record, or a sentence's end that says what it must have. */
  rows(record: Json): readonly Cells[] | string;
}

/** A list of JSON, or undefined for any other value. */
export function listOf(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}

/** An object of JSON, or undefined for any other value. */
export function objectOf(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** A whole number, or undefined for any other value. */
export function wholeOf(value: Json | undefined): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** A value as a cell: text as it is, nothing as null, the rest as JSON. */
export function cellOf(value: Json | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What `read` gives for every member of a list; undefined where it gives undefined for one. */
export function readAll<Value>(
  values: readonly Json[],
  read: (value: Json) => Value | undefined,
): Value[] | undefined {
  const found: Value[] = [];
  for (const value of values) {
    const one = read(value);
    if (one === undefined) return undefined;
    found.push(one);
  }
  return found;
}
