import type { LocatedAnswer } from "./locate-answer.js";
import type { QuestionWindow } from "./question-windows.js";

/** The first token, `[CLS]`: where a window points that holds no answer. */
const noAnswer = [0, 0] as const;

/**
 * The first and the last token of an answer in a window.
 *
 * @param answer - undefined where the question has none
 * @returns `[2]`: the place of `[CLS]` twice where the window does not hold the whole answer
 */
export function answerTarget(
  { offsets, before, count }: QuestionWindow,
  answer: Pick<LocatedAnswer, "start" | "end"> | undefined,
): Int32Array {
  if (answer === undefined) return Int32Array.from(noAnswer);
  const startAt = (token: number): number => offsets[token * 2] as number;
  const endAt = (token: number): number => offsets[token * 2 + 1] as number;
  const last = before + count - 1;
  if (startAt(before) > answer.start || endAt(last) < answer.end) {
    return Int32Array.from(noAnswer);
  }
  let start = before;
  while (start < last && startAt(start + 1) <= answer.start) start++;
  let end = last;
  while (end > before && endAt(end - 1) >= answer.end) end--;
  return Int32Array.of(start, Math.max(start, end));
}
