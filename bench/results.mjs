// Results as they lie in files: one JSON object a line.
import { existsSync, readFileSync } from "node:fs";

/** The objects of a file, in their order; none where there is no file. */
export function linesOf(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").filter(Boolean).map((text) => JSON.parse(text));
}
