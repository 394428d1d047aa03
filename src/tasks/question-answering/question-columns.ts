import { BerthError, someOf } from "../../base/index.js";
import { columnIndex, type Table } from "../../records/index.js";
import { columnOfNames } from "../guess-column.js";
import type { ColumnNames, TaskColumns } from "../task.js";

/** What is asked. */
export const question = {
  what: "question",
  flag: "--text-column",
  names: ["question", "query", "问题"],
};

/** The texts that answers are found in. */
export const context = {
  what: "context",
  flag: "--text-pair-column",
  names: ["context", "passage", "paragraph", "article", "document", "text", "文章", "段落", "正文"],
};

/** The answers that the data tells. */
export const answers = {
  what: "answers",
  flag: "--label-column",
  names: ["answers", "answer", "answer_text", "label", "答案"],
};

/** The usual name of the places of answers, where a column of its own holds them beside the texts. */
export const startsName = "answer_start";

/** Where a table keeps questions and their contexts. */
export interface QuestionColumns {
  readonly question: number;
  readonly context: number;
  /** Sentences that say what was guessed; none for what was named. */
  readonly notes: readonly string[];
}

/**
 * The columns of question and context: those named, or else guessed by well-known names.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR
 */
export function chooseQuestionColumns(
  table: Table,
  { textColumn, textPairColumn }: ColumnNames = {},
): QuestionColumns {
  const notes: string[] = [];
  const asked = chosen(table, question, textColumn, notes);
  const read = chosen(table, context, textPairColumn, notes);
  return { question: asked, context: read, notes };
}

/**
 * The columns of questions, contexts and answers. `more` holds the context, and the mark of unanswerable
 * questions and the places of the answers where there are such columns.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR
 */
export function chooseAnswerColumns(table: Table, names: ColumnNames = {}): TaskColumns {
  const asked = chooseQuestionColumns(table, names);
  const notes = [...asked.notes];
  const label = chosen(table, answers, names.labelColumn, notes);
  const impossible = columnOfNames(table, ["is_impossible"]);
  const starts = columnOfNames(table, [startsName], label);
  if (starts !== undefined) {
    notes.push(
      `${table.file}: column "${table.columns[starts]}" is taken for the places of answers that tell none themselves (by its name)`,
    );
  }
  const more = {
    context: asked.context,
    ...(impossible !== undefined && { impossible }),
    ...(starts !== undefined && { starts }),
  };
  return { text: asked.question, label, more, notes };
}

/** Whether a table has all columns that a question needs, by the names that data sets give them. */
export function hasQuestionColumns(table: Table): boolean {
  return [question, context, answers].every(
    ({ names }) => columnOfNames(table, names.slice(0, 1)) !== undefined,
  );
}

type Role = typeof question;

function chosen(table: Table, role: Role, name: string | undefined, notes: string[]): number {
  if (name !== undefined) return columnIndex(table, name);
  const { what, flag, names } = role;
  const column = columnOfNames(table, names) ?? unclear(table, role);
  // The readers of SQuAD files give these columns themselves: nothing was guessed.
  if (table.format !== "squad") {
    notes.push(
      `${table.file}: column "${table.columns[column]}" is taken for the ${what} (by its name); ${flag} names another.`,
    );
  }
  return column;
}

function unclear({ file, columns }: Table, { what, flag, names }: Role): never {
  throw new BerthError(
    "COLUMN_UNCLEAR",
    `${file}: no column has a name of the ${what} (such as ${names.slice(0, 2).join(", ")}); the columns are: ${someOf(columns)}. Name it with ${flag}.`,
    { file, columns },
  );
}
