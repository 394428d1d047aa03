import { type RandomStream, randomStream } from "../base/index.js";
import type { MaskedTokens } from "../batches/index.js";
import type { SpecialIds } from "../tokenizer/index.js";
import type { Segments } from "./segments.js";

/** How tokens are hidden. */
export interface MaskSettings {
  /** Share of the tokens that are chosen. */
  readonly rate: number;
  /** Whether words are chosen whole. */
  readonly wholeWords: boolean;
  readonly seed: number;
  readonly vocabularySize: number;
  readonly specialIds: SpecialIds & { readonly mask: number };
  /** Ids that are never chosen, and never stand in another's place. */
  readonly special: ReadonlySet<number>;
}

/** Shares of the chosen tokens that become the mask token, and another token; the rest stays (Devlin et al. 2019). */
const MASKED = 0.8;
const REPLACED = 0.1;

/**
 * Segments as a sequence with special tokens, some of the others hidden. What is chosen, and what stands
 * in its place, is a function of seed, epoch and piece, so that every epoch hides other tokens, and a
 * resumed run the same. Special tokens are never chosen, those that a text itself holds neither: not the
 * unknown token, nor one that was added. A text of nothing else has no token hidden.
 */
export function maskTokens(
  { parts, pairLabel }: Segments,
  place: { readonly epoch: number; readonly piece: number },
  settings: MaskSettings,
): MaskedTokens {
  const { cls, sep, mask } = settings.specialIds;
  const ids = [cls, ...parts.flatMap((part) => [...part.ids, sep])];
  const typeIds = [
    0,
    ...parts.flatMap(({ ids: { length } }, type) => Array(length + 1).fill(type)),
  ];
  const random = randomStream(settings.seed, "mask", place.epoch, place.piece);
  const places = chosenPlaces(wordsOf(parts, settings), settings.rate, random);
  const labels = places.map((at) => ids[at] as number);
  for (const at of places) {
    const share = random.nextUniform();
    if (share < MASKED) ids[at] = mask;
    else if (share < MASKED + REPLACED) ids[at] = randomToken(random, settings);
  }
  return {
    tokenIds: Int32Array.from(ids),
    typeIds: Int32Array.from(typeIds),
    places: Int32Array.from(places),
    labels: Int32Array.from(labels),
    pairLabel,
  };
}

/** Places of the tokens of each word that may be chosen, in the sequence with special tokens. */
function wordsOf(parts: Segments["parts"], { special, wholeWords }: MaskSettings): number[][] {
  const words: number[][] = [];
  let place = 1;
  for (const { ids, wordStarts } of parts) {
    let word: number[] | undefined;
    for (let token = 0; token < ids.length; token++, place++) {
      if (special.has(ids[token] as number)) {
        word = undefined;
        continue;
      }
      if (word === undefined || !wholeWords || wordStarts[token] === 1) {
        word = [];
        words.push(word);
      }
      word.push(place);
    }
    // The separator.
    place += 1;
  }
  return words;
}

/** Each word with the probability of the rate; one at least. */
function chosenPlaces(words: readonly number[][], rate: number, random: RandomStream): number[] {
  const chosen = words.filter(() => random.nextUniform() < rate);
  if (chosen.length === 0 && words.length > 0) {
    chosen.push(words[random.nextInteger(words.length)] as number[]);
  }
  return chosen.flat();
}

/** Any token of the vocabulary that is not special. */
function randomToken(random: RandomStream, { vocabularySize, special }: MaskSettings): number {
  let token = random.nextInteger(vocabularySize);
  while (special.has(token)) token = random.nextInteger(vocabularySize);
  return token;
}
