import { isJsonObject, type JsonObject } from "../base/index.js";
import { namedTokens } from "./added-tokens.js";
import { type SpecialIds, tokenText } from "./special-tokens.js";

/**
 * Ids of all tokens that are no text, ascending: BERT's own, those that were added as special ones, and those
 * that the configurations name. They are the `all_special_ids` of transformers.
 *
 * @param idOf - the id of a token; null where the vocabulary has none
 */
export function allSpecialIds(
  own: SpecialIds,
  definition: JsonObject,
  configurations: readonly JsonObject[],
  idOf: (token: string) => number | null,
): number[] {
  const { added_tokens: added } = definition;
  const marked = (Array.isArray(added) ? added : []).flatMap((token) =>
    isJsonObject(token) && token["special"] === true ? (tokenText(token) ?? []) : [],
  );
  const named = configurations.flatMap(namedTokens).map(({ content }) => content);
  const found = [...marked, ...named].flatMap((token) => idOf(token) ?? []);
  return [...new Set<number>([...Object.values(own), ...found])].sort((one, other) => one - other);
}
