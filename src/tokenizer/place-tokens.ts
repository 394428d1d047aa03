import { BerthError } from "../base/index.js";
import type { AddedTokens } from "./added-tokens.js";
import { type PlacedToken, specialRules, type TokenRules } from "./tokenizer-definition.js";
import { holeToken } from "./vocabulary-holes.js";

/** More ids than these are not left out: the file is broken then. */
const WIDEST_GAP = 100_000;

/**
 * The tokens that are kept whole, with their ids.
 *
 * @param ids - the vocabulary; every id up to its size has a token
 * @param roles - BERT's special tokens
 * @throws TOKENIZER_BROKEN where an id contradicts the vocabulary or another one
 */
export function placeTokens(
  ids: ReadonlyMap<string, number>,
  added: AddedTokens,
  roles: readonly string[],
): PlacedToken[] {
  const found = withIds(ids, added);
  for (const { content, rules = specialRules } of added.named) {
    const id = ids.get(content);
    if (id !== undefined && !found.has(content)) found.set(content, { id, content, rules });
  }
  for (const content of roles) {
    const { id = ids.get(content), rules = specialRules } = found.get(content) ?? {};
    if (id !== undefined) found.set(content, { id, content, rules: { ...rules, special: true } });
  }
  return [...found.values()];
}

/**
 * Tokens that have ids in the files, by how they are written. The tokenizers library numbers those that
 * the vocabulary lacks one after the other: an id that is left out gets a token that no text has.
 */
function withIds(
  ids: ReadonlyMap<string, number>,
  { file, placed }: AddedTokens,
): Map<string, PlacedToken> {
  const found = new Map<string, PlacedToken>();
  const holders = new Map(Array.from(ids, ([content, id]) => [id, content]));
  const isTaken = (content: string): boolean => ids.has(content) || found.has(content);
  for (const token of placed) {
    const { id, content } = token;
    const holder = holders.get(id) ?? content;
    const own = ids.get(content) ?? found.get(content)?.id ?? id;
    if (holder !== content || own !== id) throw contradiction(file, token, { holder, own });
    if (id > holders.size + WIDEST_GAP) throw tooFar(file, token, holders.size);
    for (let hole = holders.size; hole < id; hole++) {
      const filler = holeToken(hole, isTaken);
      holders.set(hole, filler);
      found.set(filler, { id: hole, content: filler, rules: fillerRules });
    }
    holders.set(id, content);
    found.set(content, token);
  }
  return found;
}

const fillerRules: TokenRules = { ...specialRules, special: false };

function contradiction(
  file: string,
  { id, content }: PlacedToken,
  { holder, own }: { readonly holder: string; readonly own: number },
): BerthError {
  const why = own === id ? `"${holder}" has it` : `it has ${own} already`;
  return new BerthError(
    "TOKENIZER_BROKEN",
    `${file}: the added token "${content}" must have an id of its own; ${id} came, and ${why}. Copy the model's files again, vocab.txt among them`,
    { file, token: content, id },
  );
}

function tooFar(file: string, { id, content }: PlacedToken, next: number): BerthError {
  return new BerthError(
    "TOKENIZER_BROKEN",
    `${file}: the ids of added tokens must follow the vocabulary's, of which the next is ${next}; "${content}" has ${id}. Copy the model's files again, vocab.txt among them`,
    { file, token: content, id },
  );
}
