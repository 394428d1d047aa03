import { readFile } from "node:fs/promises";
import { isJsonObject } from "../../base/index.js";

/** The files that an index of weights lists; none where it is not one. */
export async function indexParts(index: string): Promise<ReadonlySet<string>> {
  try {
    const content: unknown = JSON.parse(await readFile(index, "utf8"));
    const parts = isJsonObject(content) ? content["weight_map"] : undefined;
    return new Set(isJsonObject(parts) ? Object.values(parts).map(String) : []);
  } catch {
    return new Set();
  }
}
