import type { Encoding, TextInput } from "./encoding.js";
import type { SpaceSign } from "./space-sign.js";
import type { SpecialIds } from "./special-tokens.js";
import type { TruncationSide } from "./truncation-side.js";

/** A `maxLength` beyond every text. */
export const UNCUT = 2 ** 31 - 1;

export interface EncodeOptions {
  /** Tokens at most, special ones included. Of a pair, the longer text is cut first. */
  readonly maxLength: number;
  /** Whether to say where each token stands in its text, and in which word. Off by default. */
  readonly offsets?: boolean;
  /** Whether to say which text each token is from, which tells special tokens apart. Off by default. */
  readonly sequences?: boolean;
  /** Whether special tokens are put around. On by default. */
  readonly specialTokens?: boolean;
}

/** Turns text into token ids, and back. */
export interface Tokenizer {
  /** One more than the largest id; a vocabulary that has holes has fewer tokens. */
  readonly vocabularySize: number;
  readonly specialIds: SpecialIds;
  /** Ids of all tokens that are no text, ascending: those above, and special tokens that were added. */
  readonly allSpecialIds: readonly number[];
  /** Whether texts are lower-cased first. */
  readonly lowerCase: boolean;
  /** What its tokens behind a space begin with. */
  readonly spaceSign: SpaceSign;
  /** Length at which the files say to cut; undefined where they leave it open. */
  readonly modelMaxLength?: number;
  /** Where long texts are cut: at their end, `right`, unless the files say otherwise. */
  readonly truncationSide: TruncationSide;
  /** What the files left open and was found out, in a sentence. */
  readonly note?: string;
  /** Encodes texts a few hundred at a time, so that the event loop goes on in between. */
  encode(texts: readonly TextInput[], options: EncodeOptions): Promise<Encoding[]>;
  /** The text of token ids; special tokens are shown unless skipped. */
  decode(
    ids: ArrayLike<number>,
    options?: { readonly skipSpecialTokens?: boolean },
  ): Promise<string>;
  /** The tokens of ids; the unknown token where there is none. */
  tokens(ids: ArrayLike<number>): string[];
  /**
   * The files of a saved tokenizer, content by name, as transformers and transformers.js read them. */
  files(options: FileOptions): Record<string, string>;
}

/** What saved tokenizer files say. */
export interface FileOptions {
  /** Tokens at which readers of the files shall cut. */
  readonly modelMaxLength: number;
  /** Hugging Face's class for files that name none, where it fits the vocabulary. */
  readonly tokenizerClass?: string;
}
