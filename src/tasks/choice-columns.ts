import type { Table } from "../records/index.js";
import { type ColumnRole, labelRole, named, noteOf, textRole, unclear } from "./column-roles.js";
import { columnOfNames } from "./guess-column.js";
import type { ColumnNames, TaskColumns } from "./task.js";
import { pairRole } from "./text-inputs.js";

const choiceName = /^(ending|choice|option|answer|选项)[ _-]?(\d+|[a-h])$/i;

const contextRole: ColumnRole = {
  ...textRole,
  looks: "what comes before the choices",
  names: [
    "sent1",
    "context",
    "startphrase",
    "premise",
    "question",
    "ctx",
    "题干",
    ...textRole.names,
  ],
};

/** What stands before every choice: the beginning of a sentence, or a question. */
const beginningRole: ColumnRole = {
  ...textRole,
  what: "second text",
  flag: "--text-pair-column",
  names: ["sent2"],
};

const answerRole: ColumnRole = {
  ...labelRole,
  what: "right choice",
  looks: "the number of a choice from 0, or its column's name",
  names: ["label", "labels", "answer", "gold", "correct", "答案"],
};

const choicesRole: ColumnRole = {
  what: "choices",
  flag: "columns named ending0, ending1, ... (or choice, option, answer)",
  looks: "two at least, with numbers or letters behind one word",
  names: [],
};

/** The role of the n-th choice in `TaskColumns.more`. */
export const choiceRole = (index: number): string => `choice ${index}`;

/** Columns of choices, in the order of their numbers or letters. */
export function choiceColumns({ columns }: Table): number[] {
  const found = columns.flatMap((name, column) => {
    const [, word, mark = ""] = choiceName.exec(name.trim()) ?? [];
    return word === undefined ? [] : [{ column, word: word.toLowerCase(), mark }];
  });
  const [first] = found;
  return found
    .filter(({ word }) => word === first?.word)
    .sort((a, b) => a.mark.localeCompare(b.mark, "en", { numeric: true }))
    .map(({ column }) => column);
}

/** Columns of a context and its choices; the label's too where the rows are labelled. */
export interface ChoiceTexts {
  readonly text: number;
  readonly pair: number | undefined;
  readonly choices: readonly number[];
  readonly notes: readonly string[];
}

/**
 * The columns of a context, what stands before every choice (if anything does), and the choices.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR
 */
export function chooseChoiceTexts(
  table: Table,
  { textColumn, textPairColumn }: Pick<ColumnNames, "textColumn" | "textPairColumn">,
): ChoiceTexts {
  const choices = choiceColumns(table);
  if (choices.length < 2) unclear(table, choicesRole);
  const notes: string[] = [];
  const guess = (role: ColumnRole, ...taken: (number | undefined)[]): number | undefined => {
    const column = columnOfNames(table, role.names, ...taken);
    if (column !== undefined) notes.push(noteOf(table, column, role, true));
    return column;
  };
  const text = named(table, textColumn) ?? guess(contextRole) ?? unclear(table, contextRole);
  const pair = named(table, textPairColumn) ?? guess(beginningRole, text);
  return { text, pair, choices, notes };
}

/** @throws COLUMN_MISSING, COLUMN_UNCLEAR */
export function chooseChoiceColumns(table: Table, names: ColumnNames): TaskColumns {
  const { text, pair, choices, notes } = chooseChoiceTexts(table, names);
  const labelNamed = named(table, names.labelColumn);
  const byName = columnOfNames(table, answerRole.names, ...choices);
  const label = labelNamed ?? byName ?? unclear(table, answerRole);
  const note = labelNamed === undefined ? [noteOf(table, label, answerRole, true)] : [];
  const roles = choices.map((column, index) => [choiceRole(index), column] as const);
  return {
    text,
    label,
    more: { ...(pair === undefined ? {} : { [pairRole]: pair }), ...Object.fromEntries(roles) },
    notes: [...notes, ...note],
  };
}
