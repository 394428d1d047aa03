import type { Example } from "../base/index.js";
import {
  type Answer,
  answerSettings,
  bestAnswers,
  encodeQuestions,
  type FoundAnswers,
  inCodePoints,
  type Question,
} from "../tasks/index.js";
import { readLength } from "./read-length.js";
import type { StoredModel } from "./stored-model.js";

export interface AnswerOptions {
  /** How many answers to each question, best first; all that were found where absent. */
  readonly topK?: number | undefined;
  /** Tokens of a window at most; the directory's `model_max_length` where absent. */
  readonly maxLength?: number | undefined;
  /** Tokens that neighbouring windows share. */
  readonly stride?: number | undefined;
  /** First and last tokens that are tried in each window. */
  readonly nBest?: number | undefined;
  /** Tokens of an answer at most. */
  readonly maxAnswerLength?: number | undefined;
  /**
   * How far the logits without an answer must be above those of the best answer for an empty one; as
   * tuned in training where absent, and never where all questions of the training had an answer.
   */
  readonly noAnswerThreshold?: number | undefined;
  /** What `start` and `end` count: `utf16` units as JavaScript does, where absent, or code points as Python does. */
  readonly offsetUnit?: "utf16" | "codepoint" | undefined;
}

/** What answers are predicted with. */
type Reader = Pick<StoredModel, "tokenizer" | "maxLength" | "positions" | "encoding" | "tuned"> & {
  outputs(examples: readonly Example[]): Promise<Float32Array[]>;
};

/** Questions whose windows are in memory at once. */
const chunkQuestions = 256;

/**
 * The answers to each question, best first; places count UTF-16 units of the context. None where it cannot be asked;
 * the empty one where no first and last tokens that were tried fit together.
 */
export async function predictAnswers(
  questions: readonly Question[],
  { tokenizer, encoding, tuned, outputs, ...lengths }: Reader,
  { topK, noAnswerThreshold, offsetUnit, maxLength: asked, ...given }: AnswerOptions,
): Promise<Answer[][]> {
  const wanted = { ...encoding, ...withoutGaps(given), maxLength: readLength(asked, lengths) };
  const settings = answerSettings(wanted);
  const threshold = noAnswerThreshold ?? tuned?.["noAnswerThreshold"];
  const answers: Answer[][] = [];
  for (let start = 0; start < questions.length; start += chunkQuestions) {
    const chunk = questions.slice(start, start + chunkQuestions);
    const rows = chunk.map(({ question, context }, row) => ({ question, context, row }));
    const { examples, windows } = await encodeQuestions(rows, tokenizer, settings);
    const logits = await outputs(examples);
    let next = 0;
    for (const [index, { context }] of chunk.entries()) {
      const read = (windows[index] ?? []).map((window) => {
        const place = next++;
        const offsets = examples[place]?.offsets ?? new Int32Array(0);
        return { ...window, offsets, logits: logits[place] ?? new Float32Array(0) };
      });
      const found = bestAnswers(context, read, settings);
      const mayBeNone = typeof threshold === "number" || found.answers.length === 0;
      const told = mayBeNone ? withNoAnswer(found, Number(threshold)) : found.answers;
      const kept = read.length === 0 ? [] : told.slice(0, topK);
      answers.push(offsetUnit === "codepoint" ? inCodePoints(context, kept) : kept);
    }
  }
  return answers;
}

/**
 * The answers with the empty one among them, by the sum of logits as they are: the first above the threshold,
 * never the first below.
 */
function withNoAnswer(
  { answers, noAnswerScore, noAnswerRank, noAnswerMargin }: FoundAnswers,
  threshold: number,
): Answer[] {
  const none = { answer: "", score: noAnswerScore, start: 0, end: 0 };
  if (answers.length === 0 || noAnswerMargin > threshold) return [none, ...answers];
  return answers.toSpliced(Math.max(1, noAnswerRank), 0, none);
}

/** The settings that are there: those that are not must not hide others. */
function withoutGaps<Settings extends object>(settings: Settings): Settings {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Settings;
}
