import { resolveModel } from "../directory/index.js";
import { loadTokenizer, type Tokenizer } from "../tokenizer/index.js";
import { count, histogram, type Lengths, summary } from "./histogram.js";

/** Rows that would lose their end at a `--max-length`. */
export interface Cut {
  readonly maxLength: number;
  readonly rows: number;
  readonly share: number;
}

/** Lengths of texts in tokens of a model, special tokens included. */
export interface TokenFacts extends Lengths {
  readonly model: string;
  readonly cuts: readonly Cut[];
  /** The `--max-length` that training takes by itself: 99 % of the texts fit in, and it is no more than 256. */
  readonly suggestedMaxLength: number;
  /** Share of tokens that the vocabulary does not have. */
  readonly unknownShare: number;
}

export interface TokenCounter extends Pick<Tokenizer, "truncationSide"> {
  /** Takes texts, which may be pairs; `each` is told the tokens and unknown tokens of every one. */
  add(
    texts: readonly string[],
    each?: (index: number, tokens: number, unknown: number) => void,
  ): Promise<void>;
  facts(): TokenFacts;
}

const CUTS = [32, 64, 128, 256, 512];
/** The directory of a model's tokenizer; of a model on the hub, its tokenizer files alone are fetched. */
export async function tokenizerDirectory(model: string): Promise<string> {
  return (await resolveModel(model, { needs: "tokenizer" })).directory;
}

/** Long enough never to cut. */
const WHOLE = 2 ** 24;

/**
 * Counts tokens with the tokenizer of a model: a directory, or a name on the hub.
 *
 * @throws MODEL_FILE_MISSING, TOKENIZER_BROKEN
 */
export async function tokenCounter(model: string): Promise<TokenCounter> {
  const tokenizer: Tokenizer = await loadTokenizer(await tokenizerDirectory(model));
  const { unk } = tokenizer.specialIds;
  const longest = tokenizer.modelMaxLength ?? 512;
  const counts = new Map<number, number>();
  let tokenCount = 0;
  let unknownCount = 0;
  return {
    truncationSide: tokenizer.truncationSide,
    async add(texts, each) {
      const encodings = await tokenizer.encode(texts, { maxLength: WHOLE });
      for (const [index, { tokenIds }] of encodings.entries()) {
        const unknown = tokenIds.reduce((sum, id) => sum + (id === unk ? 1 : 0), 0);
        count(counts, tokenIds.length);
        tokenCount += tokenIds.length;
        unknownCount += unknown;
        each?.(index, tokenIds.length, unknown);
      }
    },
    facts() {
      const told = summary(counts);
      const above = (length: number): number =>
        [...counts].reduce((sum, [tokens, times]) => sum + (tokens > length ? times : 0), 0);
      return {
        model,
        ...told,
        histogram: histogram(counts),
        cuts: CUTS.map((maxLength) => {
          const rows = above(maxLength);
          return { maxLength, rows, share: rows / Math.max(1, told.count) };
        }),
        suggestedMaxLength: Math.min(longest, told.percentile99, 256),
        unknownShare: unknownCount / Math.max(1, tokenCount),
      };
    },
  };
}
