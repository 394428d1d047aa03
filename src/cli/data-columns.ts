import { BerthError } from "../base/index.js";
import type { Table } from "../records/index.js";

/** The columns of text and label of a file that needs to have neither; words and tags have no label. */
export interface DataColumns {
  readonly text: number | undefined;
  readonly label: number | undefined;
}

/**
 * The columns of text and label: those named, or else guessed; absent where no column looks right. Where
 * there are words and tags the text is the words, unless a column has its name, and the tags are no label.
 *
 * @param say - is told what was guessed
 * @throws COLUMN_MISSING when a named column does not exist
 */
export async function dataColumns(
  table: Table,
  names: { readonly textColumn?: string | undefined; readonly labelColumn?: string | undefined },
  say: (text: string) => void,
): Promise<DataColumns> {
  const { columnIndex } = await import("../records/index.js");
  const { chooseColumns, chooseTextColumn, tokenColumns } = await import("../tasks/index.js");
  const { textColumn, labelColumn } = names;
  const named = labelColumn === undefined ? undefined : columnIndex(table, labelColumn);
  const words = tokenColumns(table);
  const text = ifClear(() => chooseTextColumn(table, names));
  if (textColumn === undefined && words !== undefined && words.tokens === text?.text) {
    say(
      `${table.file}: column "${table.columns[words.tokens]}" is taken for the words of the texts, by its name; --text-column names another.`,
    );
    return { text: words.tokens, label: named };
  }
  const both = text && ifClear(() => chooseColumns(table, names));
  const isTags = both !== undefined && both.label === words?.tags;
  for (const note of (isTags ? text : (both ?? text))?.notes ?? []) say(note);
  return { text: both?.text ?? text?.text, label: named ?? (isTags ? undefined : both?.label) };
}

/** The texts of a column; words are joined as training joins them. */
export async function columnTexts({ rows }: Table, column: number): Promise<readonly string[]> {
  const { wordTexts } = await import("../tasks/index.js");
  return wordTexts(rows.map((row) => row[column] ?? "")).map(({ text }) => text);
}

function ifClear<Value>(choose: () => Value): Value | undefined {
  try {
    return choose();
  } catch (error) {
    if (error instanceof BerthError && error.code === "COLUMN_UNCLEAR") return undefined;
    throw error;
  }
}

/**
 * The text column, for work that needs one.
 *
 * @throws COLUMN_UNCLEAR
 */
export function requireText({ file, columns }: Table, { text }: DataColumns): number {
  if (text !== undefined) return text;
  const message = `${file}: no column looks like the text; the columns are: ${columns.join(", ")}. Name it with --text-column.`;
  throw new BerthError("COLUMN_UNCLEAR", message, { file, columns });
}
