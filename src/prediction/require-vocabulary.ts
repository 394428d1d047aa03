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
