import type { Json, JsonObject } from "../base/index.js";
import type { SpecialTokens } from "./special-tokens.js";

/** The parts of `tokenizer.json` in which kinds of tokenizers differ. */
export interface DefinitionParts {
  readonly normalizer: Json;
  readonly preTokenizer: Json;
  /** What comes before BERT's special tokens are put around a text. */
  readonly postProcessors?: readonly JsonObject[];
  readonly decoder: JsonObject;
  readonly model: JsonObject;
}

/** How a token that is kept whole is found in a text, under the names of `tokenizer.json`. */
export type TokenRules = Readonly<
  Record<"single_word" | "lstrip" | "rstrip" | "normalized" | "special", boolean>
>;

/** Of a token that is no text: found as it is written, never lower-cased. */
export const specialRules: TokenRules = {
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
};

/** A token that is kept whole. */
export interface PlacedToken {
  readonly id: number;
  readonly content: string;
  /** `specialRules` where absent. */
  readonly rules?: TokenRules;
}

/**
 * The content of `tokenizer.json`: `[CLS] A [SEP]` for one text, `[CLS] A [SEP] B [SEP]` for two.
 *
 * @param added - the tokens that are kept whole, special ones of the vocabulary among them
 */
export function tokenizerDefinition(
  { normalizer, preTokenizer, postProcessors = [], decoder, model }: DefinitionParts,
  added: readonly PlacedToken[],
  tokens: SpecialTokens,
): JsonObject {
  const template = bertTemplate(tokens, added);
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: added
      .toSorted((one, other) => one.id - other.id)
      .map(({ id, content, rules = specialRules }) => ({ id, content, ...rules })),
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor:
      postProcessors.length === 0
        ? template
        : { type: "Sequence", processors: [...postProcessors, template] },
    decoder,
    model,
  };
}

function bertTemplate({ cls, sep }: SpecialTokens, added: readonly PlacedToken[]): JsonObject {
  const single = [special(cls, 0), text("A", 0), special(sep, 0)];
  // `specialIds` refuses a vocabulary that lacks one of them.
  const idOf = (token: string): number => added.find(({ content }) => content === token)?.id ?? 0;
  return {
    type: "TemplateProcessing",
    single,
    pair: [...single, text("B", 1), special(sep, 1)],
    special_tokens: Object.fromEntries(
      [cls, sep].map((token) => [token, { id: token, ids: [idOf(token)], tokens: [token] }]),
    ),
  };
}

function special(token: string, typeId: number): JsonObject {
  return { SpecialToken: { id: token, type_id: typeId } };
}

function text(sequence: "A" | "B", typeId: number): JsonObject {
  return { Sequence: { id: sequence, type_id: typeId } };
}
