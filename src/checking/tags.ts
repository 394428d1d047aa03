import { readCellList, tagWords } from "../tasks/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, rowTally, shownText } from "./finding.js";

/** Tokens and tags that training cannot read, and tags that it has not seen. */
export function tagChecks(files: CheckedFiles): Collector {
  const { columns, textColumn = "tokens", marksColumn: column = "tags" } = files;
  const tokenColumn = columns.indexOf(textColumn);
  const tagColumn = columns.indexOf(column);
  const broken = rowTally();
  const unknown = rowTally();
  const trained = new Set<string>();
  const take = (value: string, part: number, row: number): void => {
    if (part === 0) trained.add(value);
    else if (!trained.has(value)) unknown.add(() => ({ part, row, column, value }));
  };
  return {
    row({ part, row, cells }: CheckedRow) {
      const cell = cells[tagColumn] ?? null;
      // As in the task: nothing is marked there.
      if (cell === null) return;
      const words = readCellList(cells[tokenColumn] ?? null);
      const tags = readCellList(cell);
      const fault = tagWords(words, tags);
      if (typeof fault === "string") {
        const value = faultOf(words, tags, fault) ?? shownText(cell);
        broken.add(() => ({ part, row, column, value }));
        return;
      }
      for (const tag of tags ?? []) take(tag, part, row);
    },
    findings() {
      const found: Found[] = [
        {
          code: "TAGS_BROKEN",
          count: broken.count,
          rows: broken.rows,
          sentence: `${counted(broken.count, "row")} cannot be read as tokens and as many tags, each of them O, B-TYPE, I-TYPE, E-TYPE or S-TYPE (or L, U, M)`,
        },
        {
          code: "TAG_UNKNOWN",
          count: unknown.count,
          rows: unknown.rows,
          sentence: `${counted(unknown.count, "tag")} of validation or test ${unknown.count === 1 ? "is" : "are"} not among those of training (${[...trained].sort().slice(0, 10).join(", ")})`,
        },
      ];
      return found.filter(({ count }) => count > 0);
    },
  };
}

type List = readonly string[] | undefined;

/** What is wrong with two lists; undefined where one is none. */
function faultOf(tokens: List, tags: List, fault: string): string | undefined {
  if (!tokens || !tags) return undefined;
  if (tokens.length === tags.length) return shownText(fault);
  return `${tokens.length} tokens, ${tags.length} tags`;
}
