import { BerthError, type Json } from "../base/index.js";
import { type Cells, columnIndex, type Table } from "../records/index.js";
import {
  type CheckNames,
  checkNames,
  chooseColumns,
  chooseTextColumn,
  guessTask,
  readCellList,
  type Task,
  type TaskColumns,
  type TaskName,
  tasks,
} from "../tasks/index.js";

/** What the rows of a file are made of, by the names of its columns. */
export type RowKind = "labels" | "plain" | "spans" | "tags" | "answers";

/** Where a row keeps what is checked. Columns are places in the training file. */
export interface RowLayout {
  readonly kind: RowKind;
  readonly textColumn: string | undefined;
  readonly labelColumn: string | undefined;
  readonly pairColumn: string | undefined;
  readonly marksColumn: string | undefined;
  /** What is learnt where it is no class, such as a number. */
  readonly targetColumn: string | undefined;
  /** Further texts that no row may leave empty. */
  readonly requiredTexts: readonly string[];
  /** Whether two columns are one text together: what is done to one of them alone mends nothing. */
  readonly readsPairs: boolean;
  /** The text of a row as it is compared, without the spaces around it. */
  textOf(cells: Cells): string;
  labelOf(cells: Cells): string;
  /** What was guessed. */
  readonly notes: readonly string[];
  /** Why no column was found, where none was. */
  readonly unclear: BerthError | undefined;
}

interface ColumnNames {
  readonly textColumn?: string | undefined;
  readonly textPairColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
}

/**
 * Finds out the layout of a training file.
 *
 * @param table - the first rows: columns are guessed by them where their names do not tell
 * @throws COLUMN_MISSING when a named column does not exist
 */
export function rowLayout(table: Table, names: ColumnNames): RowLayout {
  const kind = kindOf(table, names);
  if (kind === "tags") return namedLayout(table, tagged);
  if (kind === "answers") return namedLayout(table, answered);
  if (kind === "labels") return labelled(table, names);
  const { text, notes } = ifClear(() => chooseTextColumn(table, names)) ?? none;
  return {
    kind,
    textColumn: nameAt(table, text),
    labelColumn: undefined,
    pairColumn: undefined,
    marksColumn: kind === "spans" ? "spans" : undefined,
    targetColumn: undefined,
    requiredTexts: [],
    readsPairs: false,
    textOf: cellOf(text),
    labelOf: () => "",
    notes,
    unclear: undefined,
  };
}

const none = { text: undefined, notes: [] };

/** The columns that the readers of CoNLL and SQuAD files make. */
const tagged: CheckNames = { textColumn: "tokens", marks: { kind: "tags", column: "tags" } };
const answered: CheckNames = {
  textColumn: "question",
  textPairColumn: "context",
  marks: { kind: "answers", column: "answers" },
};

function kindOf({ columns, format }: Table, { labelColumn }: ColumnNames): RowKind {
  const has = (...names: readonly string[]): boolean =>
    names.every((name) => columns.includes(name));
  if (labelColumn !== undefined) return "labels";
  if (has("tokens", "tags")) return "tags";
  if (has("context", "question", "answers")) return "answers";
  if (has("text", "spans")) return "spans";
  return format === "text" ? "plain" : "labels";
}

/**
 * The layout of a training file as its task reads it: two texts of a pair as one, and no classes where
 * numbers, sets of labels, entities or answers are learnt. Where no task is named it is guessed, and a file
 * that looks like no other task's is laid out by `rowLayout`.
 *
 * @throws COLUMN_MISSING when a named column does not exist; COLUMN_UNCLEAR when a named task finds no columns
 */
export function taskLayout(
  table: Table,
  { task: named, ...names }: ColumnNames & { readonly task?: TaskName | undefined },
): RowLayout {
  const name = named ?? guessTask(table, names).name;
  const task = tasks[name];
  if (named !== undefined) return layoutOf(table, task, task.chooseColumns(table, names));
  const columns =
    name === "classification" ? undefined : ifClear(() => task.chooseColumns(table, names));
  if (columns === undefined) return rowLayout(table, names);
  const note = `${table.file}: read as finetune reads it for the task ${name}`;
  const layout = layoutOf(table, task, columns);
  return { ...layout, notes: [note, ...layout.notes] };
}

function layoutOf(table: Table, task: Task, columns: TaskColumns): RowLayout {
  return { ...namedLayout(table, checkNames(task, table, columns)), notes: columns.notes };
}

/** The layout of rows whose columns are known: labelled ones where a label is named and nothing is marked. */
export function namedLayout(
  table: Pick<Table, "columns">,
  { textColumn, textPairColumn, labelColumn, marks, targetColumn, requiredTexts = [] }: CheckNames,
): RowLayout {
  const texts = [textColumn, textPairColumn].flatMap((name) => {
    if (name === undefined) return [];
    const read = cellOf(table.columns.indexOf(name));
    return [marks?.kind === "tags" ? (cells: Cells) => tokensText(read(cells)) : read];
  });
  return {
    kind: marks?.kind ?? (labelColumn === undefined ? "plain" : "labels"),
    textColumn,
    labelColumn,
    pairColumn: textPairColumn,
    marksColumn: marks?.column,
    targetColumn,
    requiredTexts,
    readsPairs: textPairColumn !== undefined,
    textOf: (cells) =>
      texts
        .map((read) => read(cells))
        .filter((text) => text !== "")
        .join("\n"),
    labelOf: cellOf(labelColumn === undefined ? undefined : table.columns.indexOf(labelColumn)),
    notes: [],
    unclear: undefined,
  };
}

function labelled(table: Table, names: ColumnNames): RowLayout {
  let unclear: BerthError | undefined;
  const told = (error: BerthError): void => {
    unclear = error;
  };
  const text = ifClear(() => chooseTextColumn(table, names), told);
  const both = text && ifClear(() => chooseColumns(table, names), told);
  const named = names.labelColumn;
  const label = both?.label ?? (named === undefined ? undefined : columnIndex(table, named));
  return {
    kind: "labels",
    textColumn: nameAt(table, both?.text ?? text?.text),
    labelColumn: nameAt(table, label),
    pairColumn: undefined,
    marksColumn: undefined,
    targetColumn: undefined,
    requiredTexts: [],
    readsPairs: false,
    textOf: cellOf(both?.text ?? text?.text),
    labelOf: cellOf(label),
    notes: both?.notes ?? text?.notes ?? [],
    unclear,
  };
}

const nameAt = ({ columns }: Table, column: number | undefined): string | undefined =>
  column === undefined ? undefined : columns[column];

function cellOf(column: number | undefined): (cells: Cells) => string {
  if (column === undefined) return () => "";
  return (cells) => cells[column]?.trim() ?? "";
}

/** Tokens with spaces between; a cell that is no list stays as it is. */
function tokensText(cell: string): string {
  return readCellList(cell)?.join(" ").trim() ?? cell;
}

/** The list that a cell holds; undefined where it holds none. */
export function parsedList(cell: string | null | undefined): readonly Json[] | undefined {
  try {
    const value: Json = JSON.parse(cell ?? "null");
    return Array.isArray(value) ? (value as readonly Json[]) : undefined;
  } catch {
    return undefined;
  }
}

function ifClear<Value>(
  choose: () => Value,
  otherwise: (error: BerthError) => void = () => {},
): Value | undefined {
  try {
    return choose();
  } catch (error) {
    if (!(error instanceof BerthError) || error.code !== "COLUMN_UNCLEAR") throw error;
    otherwise(error);
    return undefined;
  }
}
