import { isJsonObject, type Json } from "../../base/index.js";
import { readPython, utf16Places } from "../../records/index.js";

/** An answer as the data tells it. */
export interface ToldAnswer {
  readonly text: string;
  /** Where it begins in the context, in UTF-16 units; undefined where the data does not say. */
  readonly start: number | undefined;
}

/** Whether a cell of `is_impossible` says that its question has no answer; the answers are not read then. */
export const saysImpossible = (cell: string | null | undefined): boolean =>
  ["true", "1", "1.0"].includes(cell?.trim().toLowerCase() ?? "");

/** How a cell begins that holds a record or a list of texts, and no text such as "[sic]". */
const opensAsAnswers = /^(?:\[\s*)?\{\s*["'}]|^\[\s*["']/;

/**
 * The answers of a cell, in any of the ways they are written: `[{"text", "start"}]` as Berth's readers
 * of SQuAD files keep them, `[{"text", "answer_start"}]` and `{"text": [], "answer_start": []}` with
 * places in code points, a list of texts, each as JSON or as Python prints it, or one text alone.
 *
 * @param starts - cell of the column `answer_start`, where there is one: the place of a text alone, or a list
 *   with a place for each of the texts, in code points; answers that tell their own places keep them
 * @returns none where the question has no answer; undefined where the data does not say; what is wrong
 *   with the cell where it opens as one of these and does not go on so
 */
export function readAnswers(
  cell: string | null | undefined,
  context: string,
  starts?: string | null,
): readonly ToldAnswer[] | string | undefined {
  if (cell === null || cell === undefined) return undefined;
  const text = cell.trim();
  if (text === "") return [];
  const value = /^[[{]/.test(text) ? (parsed(text) ?? readPython(text)) : undefined;
  const placeOf = utf16Places(context);
  const answers = value === undefined ? undefined : answersOf(value, placeOf);
  if (answers === undefined && opensAsAnswers.test(text)) {
    return 'its answers must be a text, a list such as ["Denver"], or {"text": ["Denver"], "answer_start": [177]}';
  }
  // A list of nothing but empty texts says what an empty list says.
  if (answers?.every((answer) => answer.text.trim() === "")) return [];
  return withStarts(answers ?? [{ text: cell, start: undefined }], readStarts(starts, placeOf));
}

/** The places of a cell of `answer_start`; "13.0" is how pandas writes a column in which some are missing. */
function readStarts(cell: string | null | undefined, placeOf: PlaceOf): (number | undefined)[] {
  const text = cell?.trim() ?? "";
  const listed = text.startsWith("[") ? (parsed(text) ?? readPython(text)) : text;
  const starts: readonly Json[] = Array.isArray(listed) ? listed : [text];
  return starts.map((start) =>
    start === null || start === "" || !Number.isSafeInteger(Number(start))
      ? undefined
      : placeOf(Number(start)),
  );
}

const withStarts = (
  answers: readonly ToldAnswer[],
  starts: readonly (number | undefined)[],
): ToldAnswer[] =>
  answers.map(({ text, start }, index) => ({ text, start: start ?? starts[index] }));

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

type PlaceOf = (codePoints: number) => number;

function answersOf(value: Json, placeOf: PlaceOf): ToldAnswer[] | undefined {
  if (Array.isArray(value)) {
    const answers = value.map((each: Json) => answerOf(each, placeOf));
    return answers.every((answer) => answer !== undefined) ? answers : undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { text: texts, answer_start: starts } = value;
  if (!Array.isArray(texts)) return answersOf([value], placeOf);
  const places = Array.isArray(starts) ? starts : [];
  const pairs = texts.map((text: Json, at) => ({ text, answer_start: places[at] ?? null }));
  return answersOf(pairs, placeOf);
}

function answerOf(value: Json, placeOf: PlaceOf): ToldAnswer | undefined {
  if (typeof value === "string") return { text: value, start: undefined };
  if (!isJsonObject(value)) return undefined;
  const { text, start, answer_start: codePoints } = value;
  if (typeof text !== "string") return undefined;
  if (Number.isSafeInteger(start)) return { text, start: Number(start) };
  return {
    text,
    start: Number.isSafeInteger(codePoints) ? placeOf(Number(codePoints)) : undefined,
  };
}
