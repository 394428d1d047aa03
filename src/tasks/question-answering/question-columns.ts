import { BerthError, someOf } from "../../base/index.js";
import type { Table } from "../../records/index.js";
import { named } from "../column-roles.js";
import { columnOfNames } from "../guess-column.js";
import { requireOther } from "../pair-columns.js";
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
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR; USAGE when one column is named for both
 */
export function chooseQuestionColumns(
  table: Table,
  { textColumn, textPairColumn }: ColumnNames = {},
): QuestionColumns {
  const notes: string[] = [];
  const [textNamed, pairNamed] = [named(table, textColumn), named(table, textPairColumn)];
  if (textNamed !== undefined) requireOther(table, textNamed, pairNamed);
  const asked = textNamed ?? guessed(table, question, notes, pairNamed);
  const read = pairNamed ?? guessed(table, context, notes, asked);
  return { question: asked, context: read, notes };
}

/**
 * The columns of questions, contexts and answers. `more` holds the context, and the mark of unanswerable
 * questions and the places of the answers where there are such columns.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR; USAGE when one column is named for question and context
 */
export function chooseAnswerColumns(table: Table, names: ColumnNames = {}): TaskColumns {
  const asked = chooseQuestionColumns(table, names);
  const notes = [...asked.notes];
  const label = named(table, names.labelColumn) ?? guessed(table, answers, notes);
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

/** The column of a role by its well-known names, which is told. */
function guessed(table: Table, role: Role, notes: string[], taken?: number): number {
  const { what, flag, names } = role;
  const column = columnOfNames(table, names, taken) ?? unclear(table, role);
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
