import { BerthError, type Json } from "../base/index.js";
import { type Cells, columnIndex, type Table } from "../records/index.js";
import {
  chooseColumns,
  chooseTextColumn,
  guessTask,
  multiLabel,
  pair,
  regression,
} from "../tasks/index.js";

/** What the rows of a file are made of, by the names of its columns. */
export type RowKind = "labels" | "plain" | "spans" | "tags" | "answers";

/** Where a row keeps what is checked. Columns are places in the training file. */
export interface RowLayout {
  readonly kind: RowKind;
  readonly textColumn: string | undefined;
  readonly labelColumn: string | undefined;
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
  if (kind === "tags") return joined("tags", table, ["tokens"], tokensText);
  if (kind === "answers") return joined("answers", table, ["question", "context"], undefined);
  if (kind === "labels") return labelled(table, names);
  const { text, notes } = ifClear(() => chooseTextColumn(table, names)) ?? none;
  return {
    kind,
    textColumn: nameAt(table, text),
    labelColumn: undefined,
    readsPairs: false,
    textOf: cellOf(text),
    labelOf: () => "",
    notes,
    unclear: undefined,
  };
}

const none = { text: undefined, notes: [] };

function kindOf({ columns, format }: Table, { labelColumn }: ColumnNames): RowKind {
  const has = (...names: readonly string[]): boolean =>
    names.every((name) => columns.includes(name));
  if (labelColumn !== undefined) return "labels";
  if (has("tokens", "tags")) return "tags";
  if (has("context", "question", "answers")) return "answers";
  if (has("text", "spans")) return "spans";
  return format === "text" ? "plain" : "labels";
}

/** Tasks of whole texts that learn something else than a label of one text, and read rows in their own way. */
const otherTasks = { pair, regression, "multi-label": multiLabel } as const;

/**
 * The layout of a training file as its task reads it: two texts of a pair as one, and no classes where
 * numbers or sets of labels are learnt. As in `rowLayout` for all others.
 *
 * @throws COLUMN_MISSING when a named column does not exist
 */
export function taskLayout(table: Table, names: ColumnNames): RowLayout {
  const { name } = guessTask(table, names);
  const task = name in otherTasks ? otherTasks[name as keyof typeof otherTasks] : undefined;
  const columns = task && ifClear(() => task.chooseColumns(table, names));
  if (task === undefined || columns === undefined) return rowLayout(table, names);
  const note = `${table.file}: read as finetune reads it for the task ${name}`;
  const layout = namedLayout(table, task.checkNames(table, columns));
  return { ...layout, notes: [note, ...columns.notes] };
}

/** The layout of rows whose columns are known: labelled ones where a label is named. */
export function namedLayout(
  table: Pick<Table, "columns">,
  { textColumn, textPairColumn, labelColumn }: ColumnNames,
): RowLayout {
  const texts = [textColumn, textPairColumn].flatMap((name) =>
    name === undefined ? [] : [cellOf(table.columns.indexOf(name))],
  );
  return {
    kind: labelColumn === undefined ? "plain" : "labels",
    textColumn,
    labelColumn,
    readsPairs: textPairColumn !== undefined,
    textOf: (cells) =>
      texts
        .map((read) => read(cells))
        .join("\n")
        .trim(),
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
    readsPairs: false,
    textOf: cellOf(both?.text ?? text?.text),
    labelOf: cellOf(label),
    notes: both?.notes ?? text?.notes ?? [],
    unclear,
  };
}

function joined(
  kind: RowKind,
  table: Table,
  names: readonly string[],
  read: ((cell: string) => string) | undefined,
): RowLayout {
  const places = names.map((name) => columnIndex(table, name));
  return {
    kind,
    textColumn: names[0],
    labelColumn: undefined,
    readsPairs: false,
    textOf: (cells) =>
      places
        .map((place) => (read ? read(cells[place] ?? "") : (cells[place] ?? "").trim()))
        .filter((part) => part !== "")
        .join("\n"),
    labelOf: () => "",
    notes: [],
    unclear: undefined,
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
  const list = parsedList(cell);
  return list === undefined ? cell.trim() : list.join(" ").trim();
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
