import { columnGroups } from "../../records/index.js";
import type { Task } from "../task.js";
import { answerGrid } from "./answer-grid.js";
import { answerLosses, meanLosses } from "./answer-loss.js";
import { answerReport } from "./answer-report.js";
import { questionMaxLength } from "./answer-settings.js";
import { encodeAnswered, type QuestionReference } from "./encode-answered.js";
import { chooseAnswerColumns } from "./question-columns.js";
import {
  answerScores,
  noAnswerThreshold,
  scoredQuestions,
  scoringOf,
  tunedThreshold,
} from "./score-answers.js";

/** Answers to questions, as stretches of a context. A row is a question; its windows are the examples. */
export const questionAnswering: Task<QuestionReference> = {
  name: "qa",
  metrics: ["f1", "exact_match", "loss", "loss_batch_mean"],
  shownMetrics: { exact_match: "exact match", f1: "F1" },
  maxLength: questionMaxLength,
  skipsEmpty: true,
  readsPlaces: true,
  tunesDecisions: true,
  chooseColumns: chooseAnswerColumns,
  readLabels: async () => [],
  strata: async () => undefined,
  groups: (table, { more }) => columnGroups(table, table.columns[more?.["context"] ?? -1] ?? ""),
  checkNames: ({ columns }, { text, label, more }) => ({
    textColumn: columns[text],
    textPairColumn: columns[more?.["context"] ?? -1],
    marks: { kind: "answers", column: columns[label] },
  }),
  encode: (rows, _labels, tokenizer, settings) => encodeAnswered(rows, tokenizer, settings),
  targets: answerGrid,
  score(outputs, { batchSize, labelSmoothing }) {
    const losses = answerLosses(outputs.examples, outputs.outputs, labelSmoothing);
    return { ...meanLosses(losses, batchSize), ...answerScores(outputs) };
  },
  tune(outputs, _settings, learnt = []) {
    // A model that learnt to find none says so, though no validation row tells how readily.
    const learnsNone = learnt.some(({ answers }) => answers?.length === 0);
    const threshold = tunedThreshold(outputs) ?? (learnsNone ? 0 : undefined);
    return threshold === undefined ? {} : { noAnswerThreshold: threshold };
  },
  baseline(outputs) {
    const questions = scoredQuestions(outputs);
    const unanswerable = questions.filter(({ references }) => references.length === 0).length;
    // Never to answer is right where there is no answer.
    return unanswerable === 0 ? {} : { no_answer_f1: (100 * unanswerable) / questions.length };
  },
  report: answerReport,
  evaluated(outputs) {
    const questions = scoredQuestions(outputs);
    const threshold = noAnswerThreshold(outputs, scoringOf(questions));
    return questions.map(({ index, prediction, references, noAnswerScore }) => ({
      index,
      truth: [...new Set(references)].join(" | "),
      prediction: noAnswerScore > threshold ? "" : prediction,
      probabilities: [],
    }));
  },
  targetText({ target }) {
    const [start = 0, end = 0] = target ?? [];
    return end === 0 ? "no answer in this window" : `tokens ${start} to ${end}`;
  },
};
