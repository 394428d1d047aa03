import { BerthError } from "../base/index.js";
import type { Tokenizer } from "../tokenizer/index.js";
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
 * @throws MASK_MISSING when a text has no gap, or it stands behind the tokens that the model reads
 */
export async function fillMasks(
  texts: readonly string[],
  { tokenizer, language }: { readonly tokenizer: Tokenizer; readonly language: MaskedLanguage },
  { topK = 5, maxLength }: FillMaskOptions & { readonly maxLength: number },
): Promise<FilledText[]> {
  const { mask } = tokenizer.specialIds;
  const encodings = await tokenizer.encode(texts, { maxLength });
  const gapped = encodings.map(({ tokenIds, typeIds, truncated }, index): Gapped => {
    const places = Array.from(tokenIds.keys()).filter((place) => tokenIds[place] === mask);
    if (mask === undefined || places.length === 0) {
      throw maskMissing(tokenizer, texts[index] ?? "", index, truncated ? maxLength : undefined);
    }
    return { tokenIds, typeIds, places };
  });
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

function maskMissing(
  tokenizer: Tokenizer,
  text: string,
  index: number,
  cutAt: number | undefined,
): BerthError {
  const { mask } = tokenizer.specialIds;
  const written = mask === undefined ? "[MASK]" : tokenizer.tokens([mask])[0];
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  const cut =
    cutAt === undefined
      ? ""
      : ` among its ${tokenizer.truncationSide === "left" ? "last" : "first"} ${cutAt} tokens`;
  return new BerthError(
    "MASK_MISSING",
    `text ${index + 1}: must hold ${written} where a word is to be filled in${cut}; "${shown}" came`,
    { text: index, mask: written ?? null },
  );
}
