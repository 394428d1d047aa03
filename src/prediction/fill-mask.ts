import { BerthError } from "../base/index.js";
import { type Tokenizer, UNCUT } from "../tokenizer/index.js";
import type { Gapped, MaskedLanguage } from "./masked-language.js";

/** One way to fill a gap, in the shape of Hugging Face's `fill-mask` pipeline. */
export interface FilledMask {
  /** Probability over the whole vocabulary. */
  readonly score: number;
  /** Id of the token. */
  readonly token: number;
  readonly token_str: string;
  /** The text with the token in its place; where there are other gaps, special tokens and all. */
  readonly sequence: string;
}

export interface FillMaskOptions {
  /** How many tokens for each gap, best first; 5 where absent. */
  readonly topK?: number;
  /** Tokens at which texts are cut; the directory's `model_max_length` where absent. */
  readonly maxLength?: number;
}

/** What a text's gaps may hold: a list for its only gap, or one for each of several. */
export type FilledText = FilledMask[] | FilledMask[][];

/**
 * Fills the gaps of texts, written as the tokenizer's mask token, as Hugging Face's pipeline does.
 *
 * @throws MASK_MISSING when a text has no gap, or one stands behind the tokens that the model reads
 */
export async function fillMasks(
  texts: readonly string[],
  { tokenizer, language }: { readonly tokenizer: Tokenizer; readonly language: MaskedLanguage },
  { topK = 5, maxLength }: FillMaskOptions & { readonly maxLength: number },
): Promise<FilledText[]> {
  const gapped = await gappedTexts(texts, tokenizer, maxLength);
  const found = await language.likely(gapped, topK);
  const filled: FilledText[] = [];
  for (const [index, { tokenIds, places }] of gapped.entries()) {
    const isOnly = places.length === 1;
    const lists: FilledMask[][] = [];
    for (const [gap, place] of places.entries()) {
      const list: FilledMask[] = [];
      for (const { token, score } of found[index]?.[gap] ?? []) {
        list.push({
          score,
          token,
          token_str: await tokenizer.decode([token]),
          sequence: await tokenizer.decode(tokenIds.with(place, token), {
            skipSpecialTokens: isOnly,
          }),
        });
      }
      lists.push(list);
    }
    filled.push(isOnly ? (lists[0] ?? []) : lists);
  }
  return filled;
}

/** @throws MASK_MISSING */
async function gappedTexts(
  texts: readonly string[],
  tokenizer: Tokenizer,
  maxLength: number,
): Promise<Gapped[]> {
  const { mask } = tokenizer.specialIds;
  const encodings = await tokenizer.encode(texts, { maxLength });
  const gapped: Gapped[] = [];
  for (const [index, { tokenIds, typeIds, truncated }] of encodings.entries()) {
    const text = texts[index] ?? "";
    const places = placesOf(tokenIds, mask);
    // A list fewer, or no list around the only one, would not tell that a gap was not read.
    const [whole] = truncated ? await tokenizer.encode([text], { maxLength: UNCUT }) : [];
    const gaps = { read: places.length, all: placesOf(whole?.tokenIds ?? tokenIds, mask).length };
    if (gaps.read === 0 || gaps.read < gaps.all) {
      throw maskMissing(tokenizer, { text, index, gaps, cutAt: truncated ? maxLength : undefined });
    }
    gapped.push({ tokenIds, typeIds, places });
  }
  return gapped;
}

/** Where gaps stand among tokens. */
function placesOf(tokenIds: ArrayLike<number>, mask: number | undefined): number[] {
  return Array.from(tokenIds).flatMap((id, place) => (id === mask ? [place] : []));
}

/** A text with a gap too few. */
interface Gapless {
  readonly text: string;
  readonly index: number;
  readonly gaps: { readonly read: number; readonly all: number };
  /** Tokens that were read, where these are not all. */
  readonly cutAt: number | undefined;
}

function maskMissing(tokenizer: Tokenizer, { text, index, gaps, cutAt }: Gapless): BerthError {
  const { mask } = tokenizer.specialIds;
  const written = mask === undefined ? "[MASK]" : tokenizer.tokens([mask])[0];
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  const cut =
    cutAt === undefined
      ? ""
      : ` among its ${tokenizer.truncationSide === "left" ? "last" : "first"} ${cutAt} tokens`;
  const came =
    gaps.read === 0
      ? `"${shown}" came`
      : `of "${shown}" ${gaps.read} of ${gaps.all} stand there. Shorten it, or read more of it (--max-length)`;
  return new BerthError(
    "MASK_MISSING",
    `text ${index + 1}: must hold ${written} where a word is to be filled in${cut}; ${came}`,
    { text: index, mask: written ?? null },
  );
}
