import { join } from "node:path";
import { z } from "zod";
import type { NearDuplicateOptions, Part } from "../records/index.js";
import { choices, real, whole } from "../training/setting.js";
import { readFlag } from "./command.js";
import { exclude, requireBeside } from "./flag-rules.js";

/** The flags of `berth data split` that say how rows are shared out, as they were typed. */
export interface SplitFlags {
  readonly parts?: string;
  readonly folds?: string;
  readonly stratify?: string;
  readonly labelColumn?: string;
  readonly labelSeparator?: string;
  readonly groupBy?: string;
  readonly similarity?: string;
  readonly mask?: string;
  readonly byTime?: string;
}

/** The same, read. Either parts or a number of folds. */
export interface SplitRequest {
  readonly parts: readonly Part[];
  readonly folds: number | undefined;
  readonly nearDuplicates: NearDuplicateOptions;
}

const partPattern = /^[\p{L}\p{N}_-]+=(rest|\d*\.?\d+)$/u;

const partList = {
  schema: z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .refine((parts) => parts.length > 1 && parts.every((part) => partPattern.test(part)))
    .transform((parts) => parts.map(partOf))
    .refine((parts) => new Set(parts.map(({ name }) => name)).size === parts.length)
    .refine((parts) => parts.every(({ size }) => isSize(size))),
  expects:
    "two parts or more, each with a name of its own, such as train=0.9,test=0.1 or train=rest,test=500",
};

function partOf(text: string): Part {
  const [name = "", size = ""] = text.split("=");
  return { name, size: size === "rest" ? size : Number(size) };
}

const isSize = (size: Part["size"]): boolean =>
  size === "rest" || (size > 0 && (size < 1 || Number.isSafeInteger(size)));

const defaultParts = "train=0.8,validation=0.1,test=0.1";

/**
 * Reads the flags.
 *
 * @throws USAGE when a value cannot be taken, two flags exclude each other, or one says nothing without another
 */
export function splitRequest(flags: SplitFlags): SplitRequest {
  const folds = readFlag("--folds", flags.folds, whole(2));
  const parts = readFlag("--parts", flags.parts ?? defaultParts, partList) ?? [];
  const mask = readFlag("--mask", flags.mask, choices(["links", "mentions"])) ?? [];
  const threshold = readFlag(
    "--similarity",
    flags.similarity,
    real("a number above 0, at most 1", (value) => value > 0 && value <= 1),
  );
  exclude(flags, "folds", ["parts", "byTime"]);
  exclude(flags, "byTime", ["stratify", "groupBy"]);
  // The report tells the labels that are kept in their shares.
  exclude(flags, "stratify", ["labelColumn"]);
  const isByNearDuplicates = flags.groupBy === "near-duplicates";
  requireBeside(flags, ["similarity", "mask"], "--group-by near-duplicates", isByNearDuplicates);
  requireBeside(flags, ["labelSeparator"], "--stratify", flags.stratify !== undefined);
  const nearDuplicates = {
    maskLinks: mask.includes("links"),
    maskMentions: mask.includes("mentions"),
    ...(threshold === undefined ? {} : { threshold }),
  };
  return { parts, folds, nearDuplicates };
}

/** A part of a split or a fold: its name and its files, relative to the directory. */
export interface PartFiles {
  readonly name: string;
  /** One file, or for a fold those of training and validation. */
  readonly files: readonly string[];
}

/** The files of a split, in the format of the file with an ending. */
export function partFiles(
  { parts, folds }: SplitRequest,
  directory: string,
  ending: string,
): PartFiles[] {
  if (folds === undefined) {
    return parts.map(({ name }) => ({ name, files: [join(directory, `${name}${ending}`)] }));
  }
  return Array.from({ length: folds }, (_, index) => {
    const name = `fold-${index + 1}`;
    const files = ["train", "validation"].map((part) => join(directory, name, `${part}${ending}`));
    return { name, files };
  });
}
