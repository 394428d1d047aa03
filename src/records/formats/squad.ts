import type { Json, JsonObject } from "../../base/index.js";
import type { Cells } from "../table.js";
import { cellOf, type JsonShape, listOf, objectOf, readAll, wholeOf } from "./json-shape.js";
import { utf16Places } from "./spans.js";

/**
 * Questions with answers in a context. SQuAD and CMRC: an article is a record, `{"title",
 * "paragraphs": [{"context", "qas": [{"id", "question", "answers", "is_impossible"}]}]}`. Flattened,
 * as Hugging Face keeps it: a question is a record, its answers `{"text": [], "answer_start": []}`.
 */
export const squadShape: JsonShape = {
  format: "squad",
  columns: ["id", "title", "context", "question", "answers", "is_impossible"],
  fits(record) {
    const { paragraphs, context, question, answers } = objectOf(record) ?? {};
    const [first] = listOf(paragraphs) ?? [];
    if (listOf(objectOf(first)?.["qas"])) return true;
    const isQuestion = typeof context === "string" && typeof question === "string";
    return isQuestion && (answersOf(answers, (place) => place)?.length ?? 0) > 0;
  },
  rows(record) {
    const object = objectOf(record) ?? {};
    const { paragraphs, title } = object;
    if (paragraphs === undefined) return questionRows(object, title, [record]);
    const list = listOf(paragraphs);
    if (!list) return '"paragraphs" as a list';
    const rows: Cells[] = [];
    for (const each of list) {
      const paragraph = objectOf(each) ?? {};
      const questions = listOf(paragraph["qas"]);
      if (!questions) return '"qas" as a list in every paragraph';
      const found = questionRows(paragraph, title, questions);
      if (typeof found === "string") return found;
      for (const row of found) rows.push(row);
    }
    return rows;
  },
};

/** The rows of questions about one context, or what they must have. */
function questionRows(
  { context }: JsonObject,
  title: Json | undefined,
  questions: readonly Json[],
): readonly Cells[] | string {
  if (typeof context !== "string") return 'a "context" as text';
  const placeOf = utf16Places(context);
  const rows: Cells[] = [];
  for (const each of questions) {
    const { id, question, answers, is_impossible: isImpossible } = objectOf(each) ?? {};
    if (typeof question !== "string") return 'a "question" as text';
    const found = answers === undefined || answers === null ? null : answersOf(answers, placeOf);
    if (found === undefined) return 'answers with a "text" and an "answer_start" each';
    rows.push([
      cellOf(id),
      cellOf(title),
      context,
      question,
      found && JSON.stringify(found),
      cellOf(isImpossible),
    ]);
  }
  return rows;
}

/** An answer as its cell keeps it; `start` counts UTF-16 units of the context. */
interface Answer {
  readonly text: string;
  readonly start: number;
}

function answersOf(
  answers: Json | undefined,
  placeOf: (codePoints: number) => number,
): Answer[] | undefined {
  const list = listOf(answers);
  if (list) {
    return readAll(list, (value) => {
      const { text, answer_start: start } = objectOf(value) ?? {};
      return answerOf(text, start, placeOf);
    });
  }
  const { text, answer_start: starts } = objectOf(answers) ?? {};
  const [texts, places] = [listOf(text), listOf(starts)];
  if (!texts || texts.length !== places?.length) return undefined;
  const paired = texts.map((one, index) => [one, places[index] ?? null]);
  return readAll(paired, (pair) => {
    const [one, start] = listOf(pair) ?? [];
    return answerOf(one, start, placeOf);
  });
}

function answerOf(
  text: Json | undefined,
  start: Json | undefined,
  placeOf: (codePoints: number) => number,
): Answer | undefined {
  const place = wholeOf(start);
  if (typeof text !== "string" || place === undefined) return undefined;
  return { text, start: placeOf(place) };
}
