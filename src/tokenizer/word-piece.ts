import { isJsonObject, type JsonObject } from "../base/index.js";
import type { AddedTokens } from "./added-tokens.js";
import { placeTokens } from "./place-tokens.js";
import type { SpecialTokens } from "./special-tokens.js";
import { type DefinitionParts, tokenizerDefinition } from "./tokenizer-definition.js";
import { withoutHoles } from "./vocabulary-holes.js";

/** What a token is written with that goes on in a word. */
export const continuingPrefix = "##";

/**
 * What `tokenizer.json` of a BERT would hold, made from the lines of `vocab.txt` and what was added.
 *
 * @param options.lowerCase - whether texts are lower-cased, which `vocab.txt` does not say
 *
 * @throws TOKENIZER_BROKEN where ids of added tokens contradict the vocabulary
 */
export function wordPieceDefinition(
  vocabularyText: string,
  tokens: SpecialTokens,
  added: AddedTokens,
  { lowerCase }: { readonly lowerCase: boolean },
): JsonObject {
  const lines = vocabularyText.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const ids = withoutHoles(new Map(lines.map((token, id) => [token, id])));
  const model = wordPieceModel(ids, tokens.unk);
  const placed = placeTokens(ids, added, Object.values(tokens));
  return tokenizerDefinition({ ...bertParts({ lowerCase }), model }, placed, tokens);
}

/** BERT's way to words: clean, Chinese characters apart, lower-cased or not, punctuation apart. */
export function bertParts({
  lowerCase,
}: {
  readonly lowerCase: boolean;
}): Omit<DefinitionParts, "model"> {
  return {
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      // Accents go where letters are lower-cased.
      strip_accents: null,
      lowercase: lowerCase,
    },
    preTokenizer: { type: "BertPreTokenizer" },
    decoder: { type: "WordPiece", prefix: continuingPrefix, cleanup: true },
  };
}

/** The model of a WordPiece tokenizer. */
export function wordPieceModel(ids: ReadonlyMap<string, number>, unknown: string): JsonObject {
  return {
    type: "WordPiece",
    unk_token: unknown,
    continuing_subword_prefix: continuingPrefix,
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(ids),
  };
}

/** The content of `vocab.txt`, a line for every id; undefined for a tokenizer that is no WordPiece. */
export function vocabularyLines(definition: JsonObject): string | undefined {
  const model = definition["model"];
  if (!isJsonObject(model) || model["type"] !== "WordPiece") return undefined;
  const ids = new Map(Object.entries(model["vocab"] as Readonly<Record<string, number>>));
  return [...withoutHoles(ids)]
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => `${token}\n`)
    .join("");
}
