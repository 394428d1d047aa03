import { BerthError } from "../base/index.js";
import { createRowFile } from "../directory/index.js";
import type { PrefixPlan } from "./prefix-plan.js";

/** Writes rows to a plan's file for as long as the disk lets it: a fault ends the writing, not the run. */
export interface PrefixStore {
  append(rows: Float32Array): Promise<void>;
  /** Puts the file in its place, unless there was a fault. */
  finish(): Promise<void>;
  /** Removes what is not finished. */
  discard(): Promise<void>;
  /** Why nothing is written any more. */
  fault(): string | undefined;
}

const diskCodes: readonly string[] = ["DISK_FULL", "FILE_UNWRITABLE"];

/** Begins the file of a plan; a plan without one writes nothing. */
export async function openPrefixStore({ file, shape }: PrefixPlan): Promise<PrefixStore> {
  let fault: string | undefined;
  const trying = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    if (file === undefined || fault !== undefined) return undefined;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BerthError && diskCodes.includes(error.code))) throw error;
      fault = `${file}: ${error.code === "DISK_FULL" ? "the disk is full" : "cannot be written"}`;
      return undefined;
    }
  };
  const writer = await trying(() => createRowFile(file ?? "", shape));
  return {
    append: async (rows) => trying(async () => writer?.append(rows)),
    finish: async () => trying(async () => writer?.finish()),
    discard: async () => writer?.discard(),
    fault: () => fault,
  };
}
