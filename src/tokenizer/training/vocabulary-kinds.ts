import { byteLevelAlphabet } from "tokenizers";
import type { JsonObject } from "../../base/index.js";
import type { DefinitionParts } from "../tokenizer-definition.js";
import { bertParts, continuingPrefix } from "../word-piece.js";

/** The ways to make a vocabulary, as `--kind` takes them. */
export const vocabularyKinds = ["wordpiece", "bpe"] as const;

export type VocabularyKind = (typeof vocabularyKinds)[number];

/** What a kind of tokenizer does to a text before its model comes, and how its vocabulary begins. */
export interface KindParts {
  readonly parts: Omit<DefinitionParts, "model">;
  /** Where a text may be cut without changing its words. */
  readonly pieceEnd: RegExp;
  readonly prefix: string;
  readonly alphabet: readonly string[];
}

const whiteSpace = /[ \t\r\n]+/;

/** A space in front of a word belongs to it. */
const beforeSpace = /(?<=\S)(?= \S)/;

/** A word at the start of a text is written like one behind a space. */
const byteLevel = { type: "ByteLevel", add_prefix_space: true, trim_offsets: true } as const;

const metaspace = {
  type: "Metaspace",
  replacement: "\u2581",
  prepend_scheme: "always",
  split: true,
} as const;

/** BERT's WordPiece, RoBERTa's BPE over bytes, or ALBERT's Unigram over words that begin with `▁`. */
export function kindParts(kind: VocabularyKind, lowerCase: boolean): KindParts {
  const lowered = lowerCase ? [{ type: "Lowercase" }] : [];
  if (kind === "wordpiece") {
    return {
      parts: bertParts({ lowerCase }),
      pieceEnd: whiteSpace,
      prefix: continuingPrefix,
      alphabet: [],
    };
  }
  if (kind === "bpe") {
    return {
      parts: {
        normalizer: sequence([{ type: "NFC" }, ...lowered]),
        preTokenizer: { ...byteLevel, use_regex: true },
        postProcessors: [{ ...byteLevel, use_regex: true }],
        decoder: { ...byteLevel, use_regex: true },
      },
      pieceEnd: beforeSpace,
      prefix: "",
      alphabet: byteLevelAlphabet(),
    };
  }
  return {
    parts: {
      normalizer: sequence([
        { type: "NFKC" },
        ...lowered,
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Strip", strip_left: true, strip_right: true },
      ]),
      preTokenizer: metaspace,
      decoder: metaspace,
    },
    pieceEnd: whiteSpace,
    prefix: "",
    alphabet: [],
  };
}

const sequence = (normalizers: readonly JsonObject[]): JsonObject => ({
  type: "Sequence",
  normalizers: [...normalizers],
});
