import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { isJsonObject } from "../../base/index.js";

/**
 * The files that an index of weights lists; none where it is not one. Names with a path in them are left out:
 * the reader of weights refuses an index that has them.
 */
export async function indexParts(index: string): Promise<ReadonlySet<string>> {
  try {
    const content: unknown = JSON.parse(await readFile(index, "utf8"));
    const parts = isJsonObject(content) ? content["weight_map"] : undefined;
    const names = isJsonObject(parts) ? Object.values(parts) : [];
    return new Set(names.filter(isPlainName));
  } catch {
    return new Set();
  }
}

const isPlainName = (name: unknown): name is string =>
  typeof name === "string" && basename(name) === name;
