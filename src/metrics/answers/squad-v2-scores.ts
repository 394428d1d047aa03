import { answerTokens, normalizeAnswer } from "./normalize-answer.js";
import type { ScoredAnswer } from "./squad-scores.js";
import { tokenF1 } from "./token-f1.js";

/** A question that may have no answer: then it has no references, and "" is the right prediction. */
export interface ScoredAnswerOrNone extends ScoredAnswer {
  /** How sure the model is that there is no answer; any scale, such as the null score's lead. */
  readonly noAnswerScore: number;
}

/** Scores from 0 to 100, under the keys of the SQuAD v2.0 script. */
export type SquadV2Scores = Readonly<
  Record<"exact" | "f1" | "total", number> &
    Partial<
      Record<`${"HasAns" | "NoAns"}_${"exact" | "f1" | "total"}`, number> &
        Record<"best_exact" | "best_exact_thresh" | "best_f1" | "best_f1_thresh", number>
    >
>;

interface Judged {
  readonly hasAnswer: boolean;
  readonly answers: boolean;
  readonly noAnswerScore: number;
  /** 0 to 1, before the threshold. */
  readonly exact: number;
  readonly f1: number;
}

/**
 * The scores of the SQuAD v2.0 script: over all questions, over those with an answer (`HasAns`) and
 * without (`NoAns`), and the best that another threshold would give (`best_exact`, `best_f1`), with
 * that threshold. A question whose `noAnswerScore` lies above `threshold` counts as answered "".
 *
 * @param questions - at least one
 * @param threshold - 1 in the script; `Infinity` takes the predictions as they are
 * @param tokensOf - the words of an answer that F1 counts; those of the script where absent
 */
export function squadV2Scores(
  questions: readonly ScoredAnswerOrNone[],
  threshold = 1,
  tokensOf: (answer: string) => readonly string[] = answerTokens,
): SquadV2Scores {
  const judged = questions.map((question) => judge(question, tokensOf));
  const answerable = judged.filter(({ hasAnswer }) => hasAnswer);
  const unanswerable = judged.filter(({ hasAnswer }) => !hasAnswer);
  const exact = bestThreshold(judged, "exact");
  const f1 = bestThreshold(judged, "f1");
  return {
    ...means(judged, threshold, ""),
    ...(answerable.length > 0 && means(answerable, threshold, "HasAns_")),
    ...(unanswerable.length > 0 && means(unanswerable, threshold, "NoAns_")),
    best_exact: exact.score,
    best_exact_thresh: exact.threshold,
    best_f1: f1.score,
    best_f1_thresh: f1.threshold,
  } as SquadV2Scores;
}

function judge(
  { prediction, references, noAnswerScore }: ScoredAnswerOrNone,
  tokensOf: (answer: string) => readonly string[],
): Judged {
  const given = tokensOf(prediction);
  const real = references.filter((answer) => normalizeAnswer(answer) !== "");
  const right = real.length > 0 ? real : [""];
  return {
    hasAnswer: references.length > 0,
    answers: prediction !== "",
    noAnswerScore,
    exact: Number(right.map(normalizeAnswer).includes(normalizeAnswer(prediction))),
    // Two empty answers agree; nothing else agrees with an empty one.
    f1: Math.max(
      ...right
        .map(tokensOf)
        .map((tokens) =>
          tokens.length === 0 || given.length === 0
            ? Number(tokens.length === given.length)
            : tokenF1(given, tokens),
        ),
    ),
  };
}

function means(judged: readonly Judged[], threshold: number, prefix: string) {
  const mean = (key: "exact" | "f1"): number =>
    (100 / judged.length) *
    judged.reduce((sum, question) => {
      const withheld = question.noAnswerScore > threshold;
      return sum + (withheld ? Number(!question.hasAnswer) : question[key]);
    }, 0);
  return {
    [`${prefix}exact`]: mean("exact"),
    [`${prefix}f1`]: mean("f1"),
    [`${prefix}total`]: judged.length,
  };
}

/**
 * The threshold with the best mean score. It starts where no question is answered, and lets them
 * answer in the order of their no-answer scores; only these scores, and 0, are tried.
 */
function bestThreshold(
  judged: readonly Judged[],
  key: "exact" | "f1",
): { readonly score: number; readonly threshold: number } {
  let score = judged.filter(({ hasAnswer }) => !hasAnswer).length;
  let best = { score, threshold: 0 };
  for (const question of [...judged].sort((a, b) => a.noAnswerScore - b.noAnswerScore)) {
    if (question.hasAnswer) score += question[key];
    else if (question.answers) score -= 1;
    if (score > best.score) best = { score, threshold: question.noAnswerScore };
  }
  return { score: (100 * best.score) / judged.length, threshold: best.threshold };
}
