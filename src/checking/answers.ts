import {
  columnOfNames,
  locateAnswer,
  readAnswers,
  saysImpossible,
  startsName,
  type ToldAnswer,
} from "../tasks/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, rowTally, shownText } from "./finding.js";

/** Answers that do not stand at their place in the context, or not at all. */
export function answerChecks(files: CheckedFiles): Collector {
  const { columns, pairColumn = "context", marksColumn: column = "answers" } = files;
  const answerColumn = columns.indexOf(column);
  const contextColumn = columns.indexOf(pairColumn);
  const impossibleColumn = columnOfNames(files, ["is_impossible"]) ?? -1;
  const startsColumn = columnOfNames(files, [startsName], answerColumn) ?? -1;
  const broken = rowTally();
  const misplaced = rowTally();
  let elsewhere = 0;
  return {
    row({ part, row, cells }: CheckedRow) {
      // The task does not read what such a row has for an answer.
      if (saysImpossible(cells[impossibleColumn])) return;
      const context = cells[contextColumn] ?? "";
      const answers = readAnswers(cells[answerColumn], context, cells[startsColumn]) ?? [];
      if (typeof answers === "string") {
        const value = shownText(cells[answerColumn] ?? "");
        broken.add(() => ({ part, row, column, value }));
        return;
      }
      for (const answer of answers) {
        const place = locateAnswer(answer, context);
        if (place?.asTold) continue;
        if (place !== undefined) elsewhere += 1;
        misplaced.add(() => ({ part, row, column, value: missed(answer, context, place?.start) }));
      }
    },
    findings() {
      const hint = elsewhere > 0 ? ` (${elsewhere} of them stand elsewhere in it)` : "";
      const found: Found[] = [
        {
          code: "ANSWER_BROKEN",
          count: broken.count,
          rows: broken.rows,
          sentence: `${counted(broken.count, "cell")} of "${column}" ${broken.count === 1 ? "opens" : "open"} as a list or a record of answers and ${broken.count === 1 ? "does" : "do"} not go on so`,
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

/** What stands where an answer should. */
function missed({ text, start }: ToldAnswer, context: string, found: number | undefined): string {
  const answer = `"${shownText(text)}"`;
  if (start === undefined) return `${answer} stands nowhere`;
  const there = shownText(context.slice(start, start + text.length));
  const elsewhere = found === undefined ? "" : `, the answer at ${found}`;
  return `${answer} at ${start}: "${there}" stands there${elsewhere}`;
}
