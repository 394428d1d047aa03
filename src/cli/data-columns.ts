import { BerthError } from "../base/index.js";
import type { Table } from "../records/index.js";

/** The columns of text and label of a file that needs to have neither. */
export interface DataColumns {
  readonly text: number | undefined;
  readonly label: number | undefined;
}

/**
 * The columns of text and label: those named, or else guessed; absent where no column looks right.
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
  const { chooseColumns, chooseTextColumn } = await import("../tasks/index.js");
  const text = ifClear(() => chooseTextColumn(table, names));
  const both = text && ifClear(() => chooseColumns(table, names));
  for (const note of both?.notes ?? text?.notes ?? []) say(note);
  const { labelColumn } = names;
  const label = labelColumn === undefined ? both?.label : columnIndex(table, labelColumn);
  return { text: both?.text ?? text?.text, label };
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
