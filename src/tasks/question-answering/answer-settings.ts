import type { EncodeSettings } from "../task.js";
import type { SearchSettings } from "./best-answers.js";
import type { WindowSettings } from "./question-windows.js";

/** Tokens of a window at most where nothing is said. */
export const questionMaxLength = 384;

/** What holds where nothing is said: the usual settings for SQuAD. */
const answerDefaults = { docStride: 128, nBest: 20, maxAnswerLength: 30 } as const;

/** How windows are cut and answers looked for. */
export type AnswerSettings = WindowSettings & SearchSettings;

/** The settings with what they leave open decided. */
export function answerSettings({
  maxLength,
  stride,
  nBest,
  maxAnswerLength,
}: EncodeSettings): AnswerSettings {
  return {
    maxLength,
    docStride: stride ?? answerDefaults.docStride,
    nBest: nBest ?? answerDefaults.nBest,
    maxAnswerLength: maxAnswerLength ?? answerDefaults.maxAnswerLength,
  };
}
