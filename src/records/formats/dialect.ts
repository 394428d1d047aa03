import { BerthError } from "../../base/index.js";
import type { FormatName, ReadOptions } from "../read-options.js";

/** How the cells of a text table are set apart. */
export interface Dialect {
  /** One ASCII character. */
  readonly delimiter: string;
  /** What cells may stand in, doubled inside (RFC 4180); undefined where nothing is quoted. */
  readonly quote: string | undefined;
}

const delimiters = [",", ";", "\t", "|"] as const;

const spelled: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  space: " ",
};

/**
 * The dialect of a `.csv` or `.tsv` file: as the options say, or else a TSV has tabs and no quotes,
 * and a CSV's delimiter is the most frequent one of its header.
 *
 * @throws USAGE when a delimiter or a quote cannot be one
 */
export function dialectOf(format: FormatName, head: string, options: ReadOptions): Dialect {
  const quote = quoteOf(format, options.quote);
  if (options.delimiter === undefined) {
    return { delimiter: format === "tsv" ? "\t" : delimiterOf(head, quote ?? ""), quote };
  }
  const delimiter = spelled[options.delimiter] ?? options.delimiter;
  if (isSign(delimiter) && delimiter !== quote) return { delimiter, quote };
  throw new BerthError(
    "USAGE",
    `--delimiter: must be one ASCII character other than the quote, or tab, comma, semicolon, pipe or space; ${JSON.stringify(options.delimiter)} came`,
    { delimiter: options.delimiter },
  );
}

function quoteOf(format: FormatName, given: string | undefined): string | undefined {
  if (given === undefined) return format === "tsv" ? undefined : '"';
  if (given === "none") return undefined;
  if (isSign(given) && given !== " ") return given;
  throw new BerthError(
    "USAGE",
    `--quote: must be one ASCII character, or none; ${JSON.stringify(given)} came`,
    { quote: given },
  );
}

const isSign = (text: string): boolean => /^[\t\x20-\x7e]$/.test(text);

function delimiterOf(head: string, quote: string): string {
  const start = head.replace(/^[\r\n]+/, "");
  // What stands in quotes separates nothing.
  const quoted = quote === "" ? /(?!)/g : new RegExp(`\\${quote}[^\\${quote}]*\\${quote}?`, "g");
  const [header = ""] = start.replace(quoted, "").split(/[\r\n]/, 1);
  const count = (delimiter: string): number => header.split(delimiter).length;
  const [delimiter] = [...delimiters].sort((a, b) => count(b) - count(a));
  return delimiter ?? ",";
}
