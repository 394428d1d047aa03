import { BerthError, type JsonObject } from "../../base/index.js";
import { savedFiles } from "../saved-files.js";
import { specialTokens } from "../special-tokens.js";
import { tokenizerDefinition } from "../tokenizer-definition.js";
import { wordPieceModel } from "../word-piece.js";
import { type InitialSettings, initialTokens, type WordCounts } from "./initial-tokens.js";
import { type MergedVocabulary, mergePairs } from "./merge-pairs.js";
import { wordSplitter } from "./split-words.js";
import { kindParts, type VocabularyKind } from "./vocabulary-kinds.js";
import { wordCounter } from "./word-counter.js";

/** How a vocabulary is made. */
export interface VocabularySettings {
  readonly kind: VocabularyKind;
  /** Tokens at most, special ones included. */
  readonly vocabularySize: number;
  /** How often a pair of tokens must stand side by side to become a token. */
  readonly minFrequency: number;
  /** Whether texts are lower-cased first; accents go too then in a WordPiece. */
  readonly lowerCase: boolean;
  /** Tokens that are kept whole, behind BERT's own. */
  readonly specialTokens: readonly string[];
  /** Tokens at which readers of the files shall cut. */
  readonly maxLength: number;
}

/** A vocabulary, and what it was made of. */
export interface TrainedVocabulary {
  /** The files of the tokenizer, content by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly vocabularySize: number;
  /** Special tokens, and tokens of one character. */
  readonly initialTokens: number;
  /** Words in the corpus, and different ones. */
  readonly words: number;
  readonly differentWords: number;
}

/** BERT's special tokens in the order of its vocabularies. */
const roles = ["pad", "unk", "cls", "sep", "mask"] as const;

/**
 * Learns a vocabulary from texts.
 *
 * @param texts - a few at a time; a word does not go on in the next text
 * @param onProgress - is told how many tokens there are
 * @throws CORPUS_EMPTY, VOCABULARY_TOO_SMALL
 */
export async function trainVocabulary(
  texts: AsyncIterable<readonly string[]>,
  settings: VocabularySettings,
  onProgress?: (tokens: number) => void,
): Promise<TrainedVocabulary> {
  const { kind, vocabularySize, minFrequency, lowerCase, maxLength } = settings;
  const { parts, pieceEnd, prefix, alphabet } = kindParts(kind, lowerCase);
  const counter = wordCounter({ wordsOf: wordSplitter(parts), pieceEnd });
  for await (const some of texts) {
    for (const text of some) counter.add(text);
  }
  const counts = counter.finish();
  if (counts.size === 0) {
    const message = "the corpus must hold words; there is none. Check the files and --text-column";
    throw new BerthError("CORPUS_EMPTY", message);
  }
  const named = specialTokens();
  const special = [...new Set([...roles.map((role) => named[role]), ...settings.specialTokens])];
  const initial = requireRoom(counts, { specialTokens: special, prefix, alphabet }, vocabularySize);
  const vocabulary = mergePairs(counts, initial, {
    vocabularySize,
    minFrequency,
    prefix,
    onProgress,
  });
  const model = modelOf(kind, vocabulary, named.unk);
  const added = special.map((content, id) => ({ id, content }));
  const definition = tokenizerDefinition({ ...parts, model }, added, named);
  return {
    files: savedFiles({ definition, config: configOf(settings), tokens: named }, maxLength),
    vocabularySize: vocabulary.tokens.length,
    initialTokens: initial.length,
    words: [...counts.values()].reduce((sum, count) => sum + count, 0),
    differentWords: counts.size,
  };
}

function requireRoom(
  counts: WordCounts,
  settings: InitialSettings,
  vocabularySize: number,
): string[] {
  const initial = initialTokens(counts, settings);
  if (initial.length <= vocabularySize) return initial;
  const special = settings.specialTokens.length;
  const characters = initial.length - special;
  throw new BerthError(
    "VOCABULARY_TOO_SMALL",
    `--vocab-size: must have room for the ${special} special tokens and the ${characters} characters of the corpus, ${initial.length} together; ${vocabularySize} came. Name a larger size, or take rare characters out of the corpus`,
    { vocabularySize, specialTokens: special, characters, needed: initial.length },
  );
}

function modelOf(
  kind: VocabularyKind,
  { tokens, merges }: MergedVocabulary,
  unknown: string,
): JsonObject {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  if (kind === "wordpiece") return wordPieceModel(ids, unknown);
  return {
    type: "BPE",
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab: Object.fromEntries(ids),
    merges: merges.map((pair) => pair.map((id) => tokens[id] ?? "")),
  };
}

function configOf({ kind, specialTokens: further }: VocabularySettings): JsonObject {
  return {
    ...(kind === "wordpiece"
      ? { strip_accents: null, tokenize_chinese_chars: true }
      : { model_input_names: ["input_ids", "token_type_ids", "attention_mask"] }),
    ...(further.length === 0 ? {} : { additional_special_tokens: [...further] }),
  };
}
