import { isJsonObject, type Json } from "../base/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, rowTally, shownText } from "./finding.js";
import { parsedList } from "./row-layout.js";

interface Answer {
  readonly text: string;
  readonly start: number;
}

function isAnswer(value: Json): boolean {
  return (
    isJsonObject(value) && typeof value["text"] === "string" && Number.isInteger(value["start"])
  );
}

/** The answers of a cell; undefined where it holds no list of them. An empty cell has none. */
function answersOf(cell: string | null | undefined): readonly Answer[] | undefined {
  if (cell === null || cell === undefined || cell.trim() === "") return [];
  const list = parsedList(cell);
  return list?.every(isAnswer) ? (list as unknown as readonly Answer[]) : undefined;
}

/** Answers that do not stand at their place in the context, or not at all. */
export function answerChecks({ columns }: CheckedFiles): Collector {
  const column = columns.indexOf("answers");
  const contextColumn = columns.indexOf("context");
  const broken = rowTally();
  const misplaced = rowTally();
  let elsewhere = 0;
  return {
    row({ part, row, cells }: CheckedRow) {
      const answers = answersOf(cells[column]);
      if (answers === undefined) {
        const value = shownText(cells[column] ?? "");
        broken.add(() => ({ part, row, column: "answers", value }));
        return;
      }
      const context = cells[contextColumn] ?? "";
      for (const { text, start } of answers) {
        if (start >= 0 && context.startsWith(text, start)) continue;
        const found = context.indexOf(text);
        if (found >= 0) elsewhere += 1;
        misplaced.add(() => ({
          part,
          row,
          column: "answers",
          value: `"${shownText(text)}" at ${start}: "${shownText(context.slice(start, start + text.length))}" stands there${found < 0 ? "" : `, the answer at ${found}`}`,
        }));
      }
    },
    findings() {
      const hint = elsewhere > 0 ? ` (${elsewhere} of them stand elsewhere in it)` : "";
      const found: Found[] = [
        {
          code: "ANSWER_BROKEN",
          count: broken.count,
          rows: broken.rows,
          sentence: `${counted(broken.count, "cell")} of "answers" ${broken.count === 1 ? "is" : "are"} no JSON list of {"text", "start"}`,
        },
        {
          code: "ANSWER_MISPLACED",
          count: misplaced.count,
          rows: misplaced.rows,
          sentence: `${counted(misplaced.count, "answer")} ${misplaced.count === 1 ? "does" : "do"} not stand at ${misplaced.count === 1 ? "its" : "their"} place in the context${hint}`,
          details: { elsewhere },
        },
      ];
      return found.filter(({ count }) => count > 0);
    },
  };
}
