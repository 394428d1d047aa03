import type { Example } from "../../base/index.js";
import type { Encoding, Tokenizer } from "../../tokenizer/index.js";
import { shownPlaces } from "../shown-places.js";
import { answerTarget } from "./answer-target.js";
import type { LocatedAnswer } from "./locate-answer.js";
import {
  type QuestionWindow,
  questionWindows,
  type WindowPlace,
  type WindowSettings,
} from "./question-windows.js";

/** A question about a context. */
export interface Question {
  readonly question: string;
  readonly context: string;
}

/** A question to be encoded, with what is known of its answer. */
export interface AskedQuestion extends Question {
  /** Its row of the table. */
  readonly row: number;
  /** Where the answer is; `none` where there is none in the context, undefined where nobody knows. */
  readonly answer?: LocatedAnswer | "none" | undefined;
}

/** Where the tokens of the context stand in a window. */
export type EncodedWindow = WindowPlace & Pick<QuestionWindow, "before">;

/** Questions as a model reads them. */
export interface EncodedQuestions {
  /** The windows of all questions, in order; without a target where the answer is not known. */
  readonly examples: readonly Example[];
  /** The places of each question's windows; none where it cannot be read. */
  readonly windows: readonly (readonly EncodedWindow[])[];
  /** Questions that have an empty side, and those that leave the context too little room. */
  readonly empty: number;
  readonly tooLong: number;
}

/** Questions that are encoded at once: whole contexts may be long. */
const chunkQuestions = 64;

/** Encodes questions with the windows of their contexts. */
export async function encodeQuestions(
  questions: readonly AskedQuestion[],
  tokenizer: Tokenizer,
  settings: WindowSettings,
): Promise<EncodedQuestions> {
  const examples: Example[] = [];
  const places: (readonly EncodedWindow[])[] = [];
  const unread = { empty: 0, tooLong: 0 };
  for (let start = 0; start < questions.length; start += chunkQuestions) {
    const chunk = questions.slice(start, start + chunkQuestions);
    const pairs = chunk.map(({ question, context }) => [question, context] as const);
    const encodings = await tokenizer.encode(pairs, { maxLength: whole, offsets: true });
    for (const [index, asked] of chunk.entries()) {
      const found = windowsOf(asked, encodings[index], settings);
      const windows = typeof found === "string" ? [] : found;
      if (typeof found === "string") unread[found] += 1;
      for (const window of windows) examples.push(exampleOf(asked, window));
      places.push(windows.map(({ first, count, before }) => ({ first, count, before })));
    }
  }
  return { examples, windows: places, ...unread };
}

/** The windows of a question, or why it has none. */
function windowsOf(
  { question, context }: Question,
  encoding: Encoding | undefined,
  settings: WindowSettings,
): QuestionWindow[] | "empty" | "tooLong" {
  if (encoding === undefined || question.trim() === "") return "empty";
  const windows = questionWindows({ ...encoding, ...contextPlaces(context, encoding) }, settings);
  if (windows === undefined) return "tooLong";
  return windows.length === 0 ? "empty" : windows;
}

/** The tokens of the context where they stand as people read them; others keep their places. */
function contextPlaces(
  context: string,
  { offsets = new Int32Array(0), sequences = new Int8Array(0) }: Encoding,
): { readonly offsets: Int32Array } {
  const from = 2 * sequences.indexOf(1);
  const to = 2 * (sequences.lastIndexOf(1) + 1);
  const places = offsets.slice();
  if (to > 0) places.set(shownPlaces(context, offsets.subarray(from, to)), from);
  return { offsets: places };
}

/** No text has more tokens. */
const whole = 2 ** 30;

function exampleOf({ row, answer }: AskedQuestion, window: QuestionWindow): Example {
  const { tokenIds, typeIds, offsets } = window;
  const target = answer && answerTarget(window, answer === "none" ? undefined : answer);
  return { row, tokenIds, typeIds, offsets, ...(target && { target }) };
}
