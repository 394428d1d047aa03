import type { BerthError, Json } from "../../base/index.js";
import type { RecordSource } from "../record-source.js";
import type { Cells, Table } from "../table.js";
import { isUntold } from "../untold.js";
import { taggedTokens } from "./tagged-tokens.js";
import { requireColumns, unwritable } from "./unwritable.js";

/**
 * A token and its tag a line, a blank line behind every sentence; `-DOCSTART-` where a column
 * `document` counts on. Texts with spans are cut into tokens, tagged as IOB2 has it.
 *
 * @throws COLUMNS_UNFIT without `tokens` and `tags`, or `text` and `spans`; CELL_UNWRITABLE
 */
export async function* conllContent(source: RecordSource): AsyncGenerator<string> {
  const { columns } = source;
  const documentColumn = columns.indexOf("document");
  const read = columns.includes("spans") ? fromSpans(source) : fromTags(source);
  let document: string | null | undefined;
  for await (const { firstRecord, rows } of source.batches()) {
    const pieces = rows.map((row, index) => {
      const lines = read(row, firstRecord + index).map(([token, tag]) => `${token} ${tag}\n`);
      const now = documentColumn < 0 ? undefined : row[documentColumn];
      const start = now === document ? "" : "-DOCSTART- O\n\n";
      document = now;
      return `${start}${lines.join("")}\n`;
    });
    yield pieces.join("");
  }
}

/** Whether every row of tokens and tags is one that CoNLL can hold. */
export function fitsConll({ columns, rows }: Pick<Table, "columns" | "rows">): boolean {
  const tokens = columns.indexOf("tokens");
  const tags = columns.indexOf("tags");
  return rows.every(
    (row) => textList(row[tokens])?.every(isToken) && textList(row[tags])?.every(isTag),
  );
}

type Tagged = readonly (readonly [token: string, tag: string])[];

function fromTags(source: RecordSource): (row: Cells, record: number) => Tagged {
  const [tokenColumn = 0, tagColumn = 0] = requireColumns(source, "conll", ["tokens", "tags"]);
  return (row, record) => {
    const tokens = textList(row[tokenColumn]);
    const tags = textList(row[tagColumn]);
    const refuse = (what: string) => unwritable(source.file, record, "tokens", what);
    if (!tokens || tokens.length !== tags?.length) {
      throw refuse("and tags must be JSON lists of equal length; these are not");
    }
    const odd = tokens.find((token) => !isToken(token));
    if (odd !== undefined) {
      throw refuse(
        `has the token ${JSON.stringify(odd)}; a token of CoNLL is not empty and has no spaces`,
      );
    }
    requireTokens(tokens, refuse);
    const oddTag = tags.find((tag) => !isTag(tag));
    if (oddTag !== undefined) throw unwritable(source.file, record, "tags", oddLabel(oddTag));
    return tokens.map((token, index) => [token, tags[index] ?? "O"]);
  };
}

function fromSpans(source: RecordSource): (row: Cells, record: number) => Tagged {
  const [textColumn = 0, spanColumn = 0] = requireColumns(source, "conll", ["text", "spans"]);
  return (row, record) => {
    const spans = row[spanColumn];
    if (isUntold(source.format, spans)) {
      const what =
        "is null: nobody annotated the row, and CoNLL would tell it to be without entities";
      throw unwritable(source.file, record, "spans", `${what}. Leave the row out`);
    }
    const tagged = taggedTokens(row[textColumn] ?? "", spans ?? "[]");
    if (typeof tagged === "string") throw unwritable(source.file, record, "spans", tagged);
    requireTokens(tagged, (what) => unwritable(source.file, record, "text", what));
    const odd = tagged.find(([, tag]) => !isTag(tag));
    if (odd) throw unwritable(source.file, record, "spans", oddLabel(odd[1].slice(2)));
    return tagged;
  };
}

/** A sentence is told by its tokens: one without any would be lost. */
function requireTokens(tokens: readonly unknown[], refuse: (what: string) => BerthError): void {
  if (tokens.length > 0) return;
  throw refuse("has no tokens; CoNLL cannot hold a sentence without any. Leave the row out");
}

const isToken = (token: string): boolean => !/^$|[ \t\r\n]/.test(token);

/** Whether a tag can stand alone behind its token: it has a label, and nothing that ends a column. */
const isTag = (tag: string): boolean => /^\S+$/.test(tag) && !/^[A-Z]-$/.test(tag);

const oddLabel = (label: string): string =>
  `has the label ${JSON.stringify(label)}; a label of CoNLL is not empty and has no spaces. Rename it`;

function textList(cell: string | null | undefined): string[] | undefined {
  try {
    const value: Json = JSON.parse(cell ?? "null");
    return Array.isArray(value) ? value.map(String) : undefined;
  } catch {
    return undefined;
  }
}
