import { BerthError } from "../base/index.js";
import type { Model } from "../prediction/index.js";
import type { ReadOptions } from "../records/index.js";
import type { Answer, Question } from "../tasks/index.js";
import { jsonArrayLines } from "./json-array.js";
import { type Piped, readStdin } from "./read-stdin.js";
import { cut, tableLines } from "./table.js";
import { requireTable } from "./texts.js";

/** Where questions come from, and how files are read. */
export interface QuestionSource {
  readonly question?: string | undefined;
  readonly context?: string | undefined;
  readonly data?: string | undefined;
  readonly columns: {
    readonly textColumn?: string | undefined;
    readonly textPairColumn?: string | undefined;
  };
  readonly readAs: ReadOptions;
}

/** What is asked for of the answers. */
export interface AnswerRequest {
  readonly topK?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly stride?: number | undefined;
  readonly nBest?: number | undefined;
  readonly maxAnswerLength?: number | undefined;
  readonly noAnswerThreshold?: number | undefined;
  readonly offsetUnit?: "utf16" | "codepoint" | undefined;
}

/**
 * The questions that a command was given: one with its context, which may come on stdin, or a file's.
 *
 * @throws USAGE when there is none, or two sources, or a flag for files beside none; the file's own faults under the codes of records
 */
export async function inputQuestions(
  { question, context, data, columns, readAs }: QuestionSource,
  words: readonly string[],
  piped: Piped,
): Promise<readonly Question[]> {
  if (words.length > 0) {
    const message =
      "TEXT: this model answers questions. Give --question and --context, or --data FILE";
    throw new BerthError("USAGE", message);
  }
  if (data !== undefined) {
    if ((question ?? context) !== undefined) {
      throw new BerthError("USAGE", "--data: a question came as well; give one of both", {});
    }
    return questionsOfFile(data, columns, readAs, piped.say);
  }
  requireTable({ ...readAs, ...columns }, []);
  if (question === undefined || (context === undefined && piped.stdin.isTTY)) {
    const message =
      "no question: this model answers questions. Give --question and --context, or --data FILE";
    throw new BerthError("USAGE", message);
  }
  return [{ question, context: context ?? (await readStdin(piped, readAs.encoding)) }];
}

async function questionsOfFile(
  file: string,
  names: QuestionSource["columns"],
  readAs: ReadOptions,
  say: (text: string) => void,
): Promise<Question[]> {
  const { readTable } = await import("../records/index.js");
  const { chooseQuestionColumns } = await import("../tasks/index.js");
  const table = await readTable(file, readAs);
  const { question, context, notes } = chooseQuestionColumns(table, names);
  for (const note of [...(table.notes ?? []), ...notes]) say(note);
  return table.rows.map((row) => ({ question: row[question] ?? "", context: row[context] ?? "" }));
}

/**
 * Answers questions: as JSON one array of `{answer, score, start, end}` a question, else a table.
 *
 * @throws QUESTION_UNREADABLE when the only question cannot be asked; of many, it is told how many
 */
export async function answerLines(
  questions: readonly Question[],
  model: Model,
  request: AnswerRequest,
  { json, say }: { readonly json: boolean; say(text: string): void },
): Promise<string[]> {
  const answers = await model.answers(questions, request);
  const unread = answers.flatMap((found, index) => (found.length === 0 ? [index] : []));
  const [first] = unread;
  if (first !== undefined) {
    const why = "an empty question or context, or a question too long for a window";
    if (questions.length === 1) {
      const message = `the question cannot be asked: ${why} (--max-length). Nothing was read.`;
      throw new BerthError("QUESTION_UNREADABLE", message, { question: 1 });
    }
    say(
      `${unread.length} of ${questions.length} questions have no answer: ${why}; the first is row ${first + 1}`,
    );
  }
  return json ? jsonArrayLines(answers) : answerTable(questions, answers);
}

/** One line an answer; the question stands in front of its first. */
function answerTable(
  questions: readonly Question[],
  answers: readonly (readonly Answer[])[],
): string[] {
  const none: readonly Answer[] = [{ answer: "", score: 0, start: 0, end: 0 }];
  const rows = answers.flatMap((found, index) =>
    (found.length === 0 ? none : found).map(({ answer, score, start, end }, place) => [
      place === 0 ? cut(questions[index]?.question ?? "", 50) : "",
      answer === "" ? "(no answer)" : cut(answer, 60),
      score.toFixed(4),
      String(start),
      String(end),
    ]),
  );
  const sides = ["left", "left", "right", "right", "right"] as const;
  return tableLines([["question", "answer", "score", "start", "end"], ...rows], sides);
}
