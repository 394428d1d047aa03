import { BerthError, type Example } from "../../base/index.js";
import type { Table } from "../../records/index.js";
import type { Tokenizer } from "../../tokenizer/index.js";
import { placeOf, placeText } from "../cells.js";
import type { EncodedRows, EncodeSettings, TaskRows } from "../task.js";
import { answerSettings } from "./answer-settings.js";
import type { SearchSettings } from "./best-answers.js";
import { type AskedQuestion, type EncodedWindow, encodeQuestions } from "./encode-questions.js";
import { type LocatedAnswer, locateAnswer } from "./locate-answer.js";
import { readAnswers, saysImpossible, type ToldAnswer } from "./read-answers.js";

/** What an answer is scored against, and how it is looked for. */
export interface QuestionReference {
  readonly context: string;
  /** Texts that count as right: none where there is no answer; undefined where the data does not say. */
  readonly answers: readonly string[] | undefined;
  /** The places of the question's windows, in the order of its examples; none where it is left out. */
  readonly windows: readonly EncodedWindow[];
  readonly search: SearchSettings;
}

/**
 * Encodes questions with their answers. Training leaves out questions whose answer is not known or not
 * in the context; scoring keeps their windows.
 *
 * @throws ANSWERS_MISSING when no question has an answer or is said to have none
 * @throws ANSWERS_BROKEN at the first cell that opens as a list or record of answers and is none
 */
export async function encodeAnswered(
  { table, columns, rows }: TaskRows,
  tokenizer: Tokenizer,
  settings: EncodeSettings,
): Promise<EncodedRows<QuestionReference>> {
  const { forTraining = false } = settings;
  const told: ToldQuestion[] = [];
  for (const row of rows) {
    const cells = table.rows[row] ?? [];
    const context = cells[columns.more?.["context"] ?? -1] ?? "";
    const isImpossible = saysImpossible(cells[columns.more?.["impossible"] ?? -1]);
    const starts = cells[columns.more?.["starts"] ?? -1];
    const answers = isImpossible ? [] : readAnswers(cells[columns.label], context, starts);
    if (typeof answers === "string") throw await answersBroken(table, columns.label, row, answers);
    told.push({ row, question: cells[columns.text] ?? "", context, told: answers });
  }
  if (rows.length > 0 && told.every(({ told: answers }) => answers === undefined)) {
    throw answersMissing(table.file, table.columns[columns.label] ?? "");
  }
  const asked = told.map((each) => ({ ...each, answer: knownAnswer(each) }));
  const { maxLength, docStride, ...search } = answerSettings(settings);
  const encoded = await encodeQuestions(asked, tokenizer, { maxLength, docStride });
  const isLearnt = ({ answer }: AskedQuestion): boolean => answer !== undefined;
  return {
    examples: forTraining ? encoded.examples.filter(hasTarget) : encoded.examples,
    references: asked.map((question, index) => ({
      context: question.context,
      answers: question.told?.map(({ text }) => text),
      windows: forTraining && !isLearnt(question) ? [] : (encoded.windows[index] ?? []),
      search,
    })),
    notes: [
      ...encodingNotes(table.file, encoded, forTraining),
      ...answerNotes(table.file, asked, forTraining),
    ],
  };
}

interface ToldQuestion extends Omit<AskedQuestion, "answer"> {
  readonly told: readonly ToldAnswer[] | undefined;
}

/** The first answer that the context has, as the place to point at. */
function knownAnswer({ told, context }: ToldQuestion): LocatedAnswer | "none" | undefined {
  if (told === undefined) return undefined;
  if (told.length === 0) return "none";
  for (const answer of told) {
    const place = locateAnswer(answer, context);
    if (place !== undefined) return withoutUnseen(place, context);
  }
  return undefined;
}

/** Signs that tokenizers drop: where an answer begins or ends with one, a neighbour's token would be taught, or none. */
const unseenEnds = /^[\p{Cc}\p{Cf}]+|[\p{Cc}\p{Cf}]+$/gu;

/** An answer without such signs at its ends; one of nothing else stays. */
function withoutUnseen(place: LocatedAnswer, context: string): LocatedAnswer {
  const text = context.slice(place.start, place.end);
  const bare = text.replace(unseenEnds, "");
  if (bare === "" || bare === text) return place;
  const start = place.start + text.indexOf(bare);
  return { ...place, start, end: start + bare.length };
}

const hasTarget = ({ target }: Example): boolean => target !== undefined;

function encodingNotes(
  file: string,
  { empty, tooLong, examples, windows }: Awaited<ReturnType<typeof encodeQuestions>>,
  forTraining: boolean,
): string[] {
  const fate = forTraining ? "left out" : "scored as if no answer was found";
  const cut = windows.filter(({ length }) => length > 1).length;
  return [
    empty > 0 && `${file}: ${counted(empty, "question")} with an empty question or context ${fate}`,
    tooLong > 0 &&
      `${file}: ${counted(tooLong, "question")} ${fate}: too long to leave the context a quarter of a window (--max-length)`,
    cut > 0 &&
      `${file}: ${counted(cut, "question")} of ${windows.length} read in several windows, ${examples.length} in all`,
  ].filter((note) => note !== false);
}

function answerNotes(
  file: string,
  asked: readonly (AskedQuestion & Pick<ToldQuestion, "told">)[],
  forTraining: boolean,
): string[] {
  const unlabelled = asked.filter(({ told }) => told === undefined).length;
  const lost = asked.filter(
    ({ told, answer }) => told !== undefined && answer === undefined,
  ).length;
  const moved = asked.filter(
    ({ answer }) => answer !== undefined && answer !== "none" && !answer.asTold,
  ).length;
  const fate = forTraining ? "left out" : "scored by the answer's text alone";
  return [
    unlabelled > 0 && `${file}: ${counted(unlabelled, "question")} without answers left out`,
    lost > 0 && `${file}: ${counted(lost, "question")} ${fate}: no answer stands in the context`,
    moved > 0 &&
      `${file}: ${counted(moved, "answer")} not at the place told: the nearest same text is taken`,
  ].filter((note) => note !== false);
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

async function answersBroken(
  table: Table,
  label: number,
  row: number,
  what: string,
): Promise<BerthError> {
  const place = await placeOf(table, row);
  const column = table.columns[label] ?? "";
  const message = `${placeText(place)}: column "${column}": ${what}. Correct the row, or delete it.`;
  return new BerthError("ANSWERS_BROKEN", message, { ...place, column });
}

function answersMissing(file: string, column: string): BerthError {
  return new BerthError(
    "ANSWERS_MISSING",
    `${file}: column "${column}" must hold answers to learn from or to score against; every cell is empty. Name the column with --label-column, or use berth predict for questions alone.`,
    { file, column },
  );
}
