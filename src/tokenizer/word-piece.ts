import { isJsonObject, type JsonObject } from "../base/index.js";
import type { SpecialTokens } from "./special-tokens.js";

/** What `tokenizer.json` of a BERT would hold, made from the lines of `vocab.txt`. */
export function wordPieceDefinition(vocabularyText: string, tokens: SpecialTokens): JsonObject {
  const lines = vocabularyText.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const ids = new Map(lines.map((token, id) => [token, id]));
  const present = [...new Set(Object.values(tokens))].filter((token) => ids.has(token));
  // `specialIds` refuses a vocabulary that lacks one of them.
  const id = (token: string): number => ids.get(token) ?? 0;
  const single = [special(tokens.cls, 0), text("A", 0), special(tokens.sep, 0)];
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: present
      .sort((a, b) => id(a) - id(b))
      .map((content) => ({
        id: id(content),
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single,
      pair: [...single, text("B", 1), special(tokens.sep, 1)],
      special_tokens: Object.fromEntries(
        [tokens.cls, tokens.sep].map((token) => [
          token,
          { id: token, ids: [id(token)], tokens: [token] },
        ]),
      ),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: tokens.unk,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  };
}

function special(token: string, typeId: number): JsonObject {
  return { SpecialToken: { id: token, type_id: typeId } };
}

function text(sequence: "A" | "B", typeId: number): JsonObject {
  return { Sequence: { id: sequence, type_id: typeId } };
}

/** The content of `vocab.txt`; undefined for a tokenizer that is no WordPiece. */
export function vocabularyLines(definition: JsonObject): string | undefined {
  const model = definition["model"];
  if (!isJsonObject(model) || model["type"] !== "WordPiece") return undefined;
  const entries = Object.entries(model["vocab"] as Readonly<Record<string, number>>);
  return entries
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => `${token}\n`)
    .join("");
}
