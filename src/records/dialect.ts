import type { DataFile } from "./data-file.js";

/** How the cells of a text table are set apart. */
export interface Dialect {
  readonly delimiter: "," | ";" | "\t" | "|";
  /** Whether cells may stand in double quotes, doubled inside (RFC 4180). */
  readonly quoted: boolean;
}

const delimiters = [",", ";", "\t", "|"] as const;

/** The dialect of a `.csv` or `.tsv` file. A CSV's delimiter is the most frequent one of its header. */
export function dialectOf({ format, bytes }: DataFile): Dialect {
  if (format === "tsv") return { delimiter: "\t", quoted: false };
  // A megabyte of names is more than any header has; what stands in quotes separates nothing.
  const start = bytes.toString("utf8", 0, 2 ** 20).replace(/^[\r\n]+/, "");
  const [header = ""] = start.replace(/"[^"]*"?/g, "").split(/[\r\n]/, 1);
  const count = (delimiter: string): number => header.split(delimiter).length;
  const [delimiter] = [...delimiters].sort((a, b) => count(b) - count(a));
  return { delimiter: delimiter ?? ",", quoted: true };
}
