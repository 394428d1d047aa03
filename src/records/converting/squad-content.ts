import { isJsonObject, type Json, type JsonObject } from "../../base/index.js";
import type { RecordSource } from "../record-source.js";
import { requireColumns, unwritable } from "./unwritable.js";

/**
 * SQuAD's JSON: rows that follow each other with one title are an article, with one context a
 * paragraph. `answer_start` counts code points. Without a column `id` the number of the row is it.
 *
 * @throws COLUMNS_UNFIT without `context`, `question` and `answers`; CELL_UNWRITABLE
 */
export async function* squadContent(source: RecordSource): AsyncGenerator<string> {
  const { file, columns } = source;
  requireColumns(source, "squad", ["context", "question", "answers"]);
  const paragraphs = paragraphWriter();
  yield '{"version": "berth", "data": [';
  for await (const { firstRecord, rows } of source.batches()) {
    const pieces = rows.map((row, index) => {
      const record = firstRecord + index;
      const cell: CellOf = (name) => row[columns.indexOf(name)] ?? null;
      const question = questionOf(cell, record);
      if (question !== undefined) {
        return `${paragraphs.open(cell("title"), cell("context") ?? "")}\n  ${JSON.stringify(question)}`;
      }
      const what = 'must be a JSON list of {"text", "start"}; it is not';
      throw unwritable(file, record, "answers", what);
    });
    yield pieces.join("");
  }
  yield paragraphs.close();
}

type CellOf = (column: string) => string | null;

/** Opens and closes articles and paragraphs as the rows ask for it. */
function paragraphWriter() {
  let title: string | null = null;
  let context: string | undefined;
  return {
    /** What stands in front of a row's question. */
    open(nextTitle: string | null, nextContext: string): string {
      const isFirst = context === undefined;
      const isNewArticle = isFirst || nextTitle !== title;
      if (!isNewArticle && nextContext === context) return ",";
      title = nextTitle;
      context = nextContext;
      const paragraph = `\n {"context": ${JSON.stringify(context)}, "qas": [`;
      if (!isNewArticle) return `]},${paragraph}`;
      const named = title === null ? "" : `"title": ${JSON.stringify(title)}, `;
      return `${isFirst ? "" : "]}]},"}\n{${named}"paragraphs": [${paragraph}`;
    },
    close: () => (context === undefined ? "]}\n" : "]}]}\n]}\n"),
  };
}

/** A row as an entry of `qas`; undefined where its answers are none. */
function questionOf(cell: CellOf, record: number): JsonObject | undefined {
  const written = cell("answers");
  const answers = written === null ? null : answersOf(cell("context") ?? "", written);
  if (answers === undefined) return undefined;
  const impossible = cell("is_impossible");
  return {
    id: cell("id") ?? String(record),
    question: cell("question") ?? "",
    ...(answers === null ? {} : { answers }),
    ...(impossible === null ? {} : { is_impossible: impossible === "true" }),
  };
}

/** Answers as SQuAD writes them; undefined where the cell holds none. */
function answersOf(context: string, cell: string): Json[] | undefined {
  try {
    const value: Json = JSON.parse(cell);
    if (!Array.isArray(value)) return undefined;
    const answers = value.map((answer: Json) => answerOf(context, answer));
    return answers.every((answer) => answer !== undefined) ? answers : undefined;
  } catch {
    return undefined;
  }
}

function answerOf(context: string, answer: Json): JsonObject | undefined {
  if (!isJsonObject(answer)) return undefined;
  const { text, start } = answer;
  if (typeof text !== "string" || typeof start !== "number") return undefined;
  return { text, answer_start: codePointsBefore(context, start) };
}

/** A place in UTF-16 units as code points; one outside the text stays outside by as much. */
function codePointsBefore(text: string, place: number): number {
  if (place <= 0 || !/[\ud800-\udbff]/.test(text)) return place;
  const beyond = Math.max(0, place - text.length);
  return Array.from(text.slice(0, place)).length + beyond;
}
