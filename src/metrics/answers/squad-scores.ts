import { answerTokens, normalizeAnswer } from "./normalize-answer.js";
import { tokenF1 } from "./token-f1.js";

/** A question as it is scored. */
export interface ScoredAnswer {
  readonly prediction: string;
  /** All answers that count as right. */
  readonly references: readonly string[];
}

/** Scores from 0 to 100, under the keys of the SQuAD v1.1 script. */
export type SquadScores = Readonly<Record<"exact_match" | "f1", number>>;

/**
 * Exact match and token F1 as the evaluation script of SQuAD v1.1 computes them: the best over a
 * question's references, averaged over the questions, times 100.
 *
 * @param questions - at least one; each with at least one reference
 *
 * @example
 * squadScores([{ prediction: "the Eiffel Tower", references: ["Eiffel Tower", "tower"] }]);
 * // { exact_match: 100, f1: 100 }
 */
export function squadScores(questions: readonly ScoredAnswer[]): SquadScores {
  const mean = (scoreOf: (prediction: string, reference: string) => number): number =>
    (100 / questions.length) *
    questions.reduce(
      (sum, { prediction, references }) =>
        sum + Math.max(...references.map((reference) => scoreOf(prediction, reference))),
      0,
    );
  return {
    exact_match: mean((prediction, reference) =>
      Number(normalizeAnswer(prediction) === normalizeAnswer(reference)),
    ),
    f1: mean((prediction, reference) => tokenF1(answerTokens(prediction), answerTokens(reference))),
  };
}
