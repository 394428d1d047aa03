import { copyFile, mkdir, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { BerthError, type Json, someOf } from "../base/index.js";
import { writeFault } from "./file-error.js";
import { discard, flushDirectory, flushFile, writeFileAtomic } from "./write-file-atomic.js";

/**
 * Makes the folder of a new run. Nothing that is there already is ever touched.
 *
 * @throws OUTPUT_EXISTS when the folder holds anything, with what to do
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function createRunDirectory(output: string): Promise<void> {
  await makeDirectory(output);
  await requireEmpty(output);
}

/**
 * Makes a folder where there is none.
 *
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function makeDirectory(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw writeFault(path, cause);
  });
}

/** @throws OUTPUT_EXISTS when the folder of a new run holds anything, with what to do */
export async function requireEmpty(output: string): Promise<void> {
  const files = await readdir(output);
  if (files.length === 0) return;
  const isRun = ["recipe.json", "last", "last.old", "seeds.json"].some((name) =>
    files.includes(name),
  );
  throw new BerthError(
    "OUTPUT_EXISTS",
    isRun
      ? `${output}: already holds a run. Add --resume to go on with it, or name another --output.`
      : `${output}: must be a new or empty folder; it holds ${someOf(files)}. Name another --output.`,
    { output, files },
  );
}

/**
 * Copies the files of a folder into another, each put in place whole; folders in it are left out. A kill
 * in the middle is mended by doing it again.
 *
 * @param except - names of files that are left out
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function publish(
  from: string,
  to: string,
  { except = [] }: { readonly except?: readonly string[] } = {},
): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const name of names.filter((one) => !except.includes(one))) {
    const target = join(to, name);
    const fresh = `${target}.new`;
    try {
      await copyFile(join(from, name), fresh);
      await flushFile(fresh);
      await rename(fresh, target);
    } catch (cause) {
      await discard(fresh);
      throw writeFault(target, cause);
    }
  }
  await flushDirectory(to);
}

/** Writes a value as indented JSON, put in place whole. */
export async function writeJson(file: string, value: Json): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
}
