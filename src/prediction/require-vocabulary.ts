import { BerthError } from "../base/index.js";

/**
 * Refuses a tokenizer that gives ids for which the model has no embedding.
 *
 * @throws TOKENIZER_MISMATCH naming both sizes
 */
export function requireVocabulary(
  directory: string,
  tokenizer: { readonly vocabularySize: number },
  architecture: { readonly vocabularySize: number },
): void {
  const tokens = tokenizer.vocabularySize;
  const rows = architecture.vocabularySize;
  if (tokens <= rows) return;
  throw new BerthError(
    "TOKENIZER_MISMATCH",
    `${directory}: the tokenizer knows ${tokens} tokens and config.json's "vocab_size" is ${rows}; tokenizer and model are not of one kind. Copy both from the same place.`,
    { directory, tokens, rows },
  );
}

/** Rows that a table may have beyond the tokens without a word: tables are padded to round numbers. */
const padding = { rows: 128, share: 0.01 };

/**
 * A sentence where a model has many more rows of words than its tokenizer has tokens, as one of another
 * model may; empty otherwise.
 */
export function vocabularyNote(
  directory: string,
  tokenizer: { readonly vocabularySize: number },
  architecture: { readonly vocabularySize: number },
): string {
  const tokens = tokenizer.vocabularySize;
  const rows = architecture.vocabularySize;
  const unused = rows - tokens;
  if (unused <= padding.rows || unused <= padding.share * rows) return "";
  const count = (value: number): string => value.toLocaleString("en-US");
  return `${directory}: the model has ${count(rows)} words and the tokenizer ${count(tokens)} tokens, so ${count(unused)} words are never read; see that both are of one model`;
}
