import type { TaskOutputs } from "../task.js";
import type { QuestionReference } from "./encode-answered.js";
import { type AnswerScoring, answerScores, scoredQuestions, scoringOf } from "./score-answers.js";

const scriptNames: Readonly<Record<AnswerScoring, string>> = {
  squad: "SQuAD 1.1",
  "squad-v2": "SQuAD 2.0",
  cmrc: "CMRC 2018",
};

/** Exact match and F1 as a text: of all questions, and of those with and without an answer. */
export function answerReport(outputs: TaskOutputs<QuestionReference>): string {
  const questions = scoredQuestions(outputs);
  const scoring = scoringOf(questions);
  const scores = answerScores(outputs);
  const unanswerable = questions.filter(({ references }) => references.length === 0).length;
  const line = (name: string, exact: string, f1: string, count: number): string =>
    [name.padEnd(18), shown(scores[exact]), shown(scores[f1]), String(count).padStart(10)].join("");
  const lines = [
    `${" ".repeat(18)}${["exact", "F1", "questions"].map((word) => word.padStart(10)).join("")}`,
    line("all", "exact_match", "f1", questions.length),
  ];
  if (scoring === "squad-v2") {
    const answerable = questions.length - unanswerable;
    if (answerable > 0) lines.push(line("with an answer", "HasAns_exact", "HasAns_f1", answerable));
    lines.push(line("without an answer", "NoAns_exact", "NoAns_f1", unanswerable));
    const threshold = scores["best_f1_thresh"]?.toFixed(3);
    lines.push(
      "",
      `best F1 ${scores["best_f1"]?.toFixed(2)}, at a no-answer threshold of ${threshold}`,
    );
  }
  return [...lines, "", `Scores as by the script of ${scriptNames[scoring]}, 0 to 100.`, ""].join(
    "\n",
  );
}

function shown(value: number | undefined): string {
  return (value ?? 0).toFixed(2).padStart(10);
}
