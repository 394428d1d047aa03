import { BerthError } from "../base/index.js";
import type { Tokenizer } from "../tokenizer/index.js";

type Vocabulary = Pick<Tokenizer, "vocabularySize" | "tokens">;

/**
 * Refuses a tokenizer that is not of a model's kind: the model would read other words than the texts have.
 *
 * @param theirs - the tokenizer of the model
 * @throws TOKENIZER_MISMATCH naming the first token that differs
 */
export function requireSameVocabulary(
  ours: Vocabulary,
  theirs: Vocabulary,
  { tokenizer, model }: { readonly tokenizer: string; readonly model: string },
): void {
  const count = Math.max(ours.vocabularySize, theirs.vocabularySize);
  const ids = Array.from({ length: count }, (_, id) => id);
  const [mine, its] = [ours.tokens(ids), theirs.tokens(ids)];
  const id = ids.find((one) => mine[one] !== its[one]);
  if (id === undefined && ours.vocabularySize === theirs.vocabularySize) return;
  const sizes = [ours.vocabularySize, theirs.vocabularySize];
  const first =
    id === undefined ? "" : `; token ${id} is "${mine[id]}" there and "${its[id]}" in the model`;
  throw new BerthError(
    "TOKENIZER_MISMATCH",
    `--tokenizer ${tokenizer}: must have the vocabulary of ${model}; it has ${sizes[0]} tokens, the model's ${sizes[1]}${first}. Leave --tokenizer out: the model's own is used.`,
    { tokenizer, model, sizes, id: id ?? null },
  );
}
