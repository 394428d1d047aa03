import { isJsonObject, type Json, type JsonObject } from "../base/index.js";
import { addedTokensDecoder, addedTokensFile } from "./added-tokens.js";
import { bytePairFiles } from "./byte-pairs.js";
import { hasBertNormalizer, isLowerCasing } from "./normalizer.js";
import type { SpecialTokens } from "./special-tokens.js";
import type { FileOptions } from "./tokenizer.js";
import { vocabularyLines } from "./word-piece.js";

/** What a saved tokenizer is made of. */
export interface TokenizerParts {
  /** Content of `tokenizer.json`. */
  readonly definition: JsonObject;
  /** Content of the `tokenizer_config.json` that was read. */
  readonly config: JsonObject;
  /** Special tokens that the vocabulary has. */
  readonly tokens: Partial<SpecialTokens>;
}

// Where a tokenizer was read from concerns nobody who gets it next.
const placeKeys = ["name_or_path", "tokenizer_file", "special_tokens_map_file"];

/** The files of a tokenizer, content by name. */
export function savedFiles(
  { definition, config, tokens }: TokenizerParts,
  { modelMaxLength, tokenizerClass }: FileOptions,
): Record<string, string> {
  const kept = Object.entries(config).filter(([key]) => !placeKeys.includes(key));
  const tokenMap = Object.fromEntries(
    Object.entries(tokens).map(([kind, token]) => [`${kind}_token`, token]),
  );
  const vocabulary = vocabularyLines(definition);
  const usualClass = vocabulary === undefined ? "PreTrainedTokenizerFast" : "BertTokenizer";
  return {
    "tokenizer.json": json(definition),
    "tokenizer_config.json": json({
      tokenizer_class: fits(tokenizerClass, definition) ? tokenizerClass : usualClass,
      ...Object.fromEntries(kept),
      ...tokenMap,
      ...addedTokensDecoder(config, definition),
      // Of other tokenizers the class decides, by what their files said.
      ...(hasBertNormalizer(definition) ? { do_lower_case: isLowerCasing(definition) } : {}),
      model_max_length: modelMaxLength,
    }),
    "special_tokens_map.json": json(tokenMap),
    ...(vocabulary === undefined ? {} : { "vocab.txt": vocabulary }),
    ...bytePairFiles(definition),
    ...addedTokensFile(definition),
  };
}

/** What the vocabularies of Hugging Face's classes are. */
const vocabularyTypes: Readonly<Record<string, string>> = {
  BertTokenizer: "WordPiece",
  DistilBertTokenizer: "WordPiece",
  RobertaTokenizer: "BPE",
  XLMRobertaTokenizer: "Unigram",
  AlbertTokenizer: "Unigram",
};

/** Whether a class has a vocabulary of the definition's kind: families are used with others' tokenizers. */
function fits(
  tokenizerClass: string | undefined,
  { model }: { readonly model?: Json },
): tokenizerClass is string {
  const type = isJsonObject(model) ? model["type"] : undefined;
  return tokenizerClass !== undefined && vocabularyTypes[tokenizerClass] === type;
}

function json(value: JsonObject): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
