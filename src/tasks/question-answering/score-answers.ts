import {
  chineseAnswerTokens,
  cmrcScores,
  type ScoredAnswerOrNone,
  type SquadV2Scores,
  squadScores,
  squadV2Scores,
} from "../../metrics/index.js";
import type { TaskOutputs, TaskScores } from "../task.js";
import type { QuestionReference } from "./encode-answered.js";
import { foundAnswers } from "./found-answers.js";

type Outputs = TaskOutputs<QuestionReference>;

/** Which script's scores fit the questions. */
export type AnswerScoring = "squad" | "squad-v2" | "cmrc";

/** A question with what the model says to it, before any threshold. */
interface ScoredQuestion extends ScoredAnswerOrNone {
  /** Place among the references. */
  readonly index: number;
}

/** The questions whose answers are known, with the model's own. */
export function scoredQuestions(outputs: Outputs): ScoredQuestion[] {
  const found = foundAnswers(outputs);
  return outputs.references.flatMap(({ answers }, index) => {
    const said = found[index];
    if (answers === undefined || said === undefined) return [];
    const prediction = said.answers[0]?.answer ?? "";
    return { index, prediction, references: answers, noAnswerScore: said.noAnswerMargin };
  });
}

/**
 * Which scores are told: those of SQuAD 2.0 where some questions have no answer, those of CMRC where
 * most answers hold Chinese characters, otherwise those of SQuAD 1.1.
 */
export function scoringOf(questions: readonly Pick<ScoredQuestion, "references">[]): AnswerScoring {
  if (questions.some(({ references }) => references.length === 0)) return "squad-v2";
  return mostlyChinese(questions) ? "cmrc" : "squad";
}

/** Whether the answers of more than half of the questions that have some hold Chinese characters. */
function mostlyChinese(questions: readonly Pick<ScoredQuestion, "references">[]): boolean {
  const answerable = questions.filter(({ references }) => references.length > 0);
  const chinese = answerable.filter(({ references }) =>
    /\p{Script=Han}/u.test(references.join("")),
  );
  return chinese.length * 2 > answerable.length;
}

/** The scores of SQuAD 2.0; where most answers are Chinese, F1 counts their characters. */
function scoresWithNone(questions: readonly ScoredQuestion[], threshold?: number): SquadV2Scores {
  const tokensOf = mostlyChinese(questions) ? chineseAnswerTokens : undefined;
  return squadV2Scores(questions, threshold, tokensOf);
}

/**
 * From which margin on a question counts as one without an answer: as tuned, or where some questions
 * have none from 0 on; where all have one, never.
 */
export function noAnswerThreshold(
  { tuned }: Pick<Outputs, "tuned">,
  scoring: AnswerScoring,
): number {
  const threshold = tuned?.["noAnswerThreshold"];
  if (typeof threshold === "number") return threshold;
  return scoring === "squad-v2" ? 0 : Number.POSITIVE_INFINITY;
}

/** Exact match and F1 from 0 to 100, under the keys of the script that fits. */
export function answerScores(outputs: Outputs): TaskScores {
  const questions = scoredQuestions(outputs);
  const scoring = scoringOf(questions);
  const threshold = noAnswerThreshold(outputs, scoring);
  if (scoring === "squad-v2") {
    const { exact, total: _, ...scores } = scoresWithNone(questions, threshold);
    return { exact_match: exact, ...scores };
  }
  const said = questions.map(({ prediction, references, noAnswerScore }) => ({
    prediction: noAnswerScore > threshold ? "" : prediction,
    references,
  }));
  return scoring === "cmrc" ? cmrcScores(said) : squadScores(said);
}

/**
 * The threshold with the best F1; undefined where every question has an answer. The script says 0 where it
 * is best never to answer: then it is one that no margin is below.
 */
export function tunedThreshold(outputs: Outputs): number | undefined {
  const questions = scoredQuestions(outputs);
  if (scoringOf(questions) !== "squad-v2") return undefined;
  const { best_f1 = 0, best_f1_thresh } = scoresWithNone(questions);
  const unanswerable = questions.filter(({ references }) => references.length === 0).length;
  const isNeverBest = best_f1 <= (100 * unanswerable) / questions.length;
  if (!isNeverBest) return best_f1_thresh;
  const least = (low: number, { noAnswerScore }: ScoredQuestion) => Math.min(low, noAnswerScore);
  return questions.reduce(least, Number.POSITIVE_INFINITY) - 1;
}
