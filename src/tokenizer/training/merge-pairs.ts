import TinyQueue from "tinyqueue";
import type { WordCounts } from "./initial-tokens.js";
import { mergeInWord, type TokenizedWords } from "./merge-word.js";
import { byCount, type PairEntry, pairKey, pairTokens } from "./pair-queue.js";
import { unitCount } from "./unit-count.js";

export interface MergeSettings {
  /** Tokens at most. */
  readonly vocabularySize: number;
  /** How often a pair must occur to become a token. */
  readonly minFrequency: number;
  /** What a token is written with that goes on in a word; empty for none. */
  readonly prefix: string;
  /** Is told how many tokens there are, every few hundred. */
  readonly onProgress?: ((tokens: number) => void) | undefined;
}

/** A vocabulary made by merging pairs. */
export interface MergedVocabulary {
  /** The tokens, in the order of their ids. */
  readonly tokens: readonly string[];
  /** The merges as pairs of ids, in the order in which text is merged. */
  readonly merges: readonly (readonly [number, number])[];
}

const PROGRESS_TOKENS = 200;

/**
 * Byte-pair encoding: again and again, the two tokens that most often stand side by side become one.
 * The same result as the trainers of Hugging Face's tokenizers, given the same initial tokens.
 *
 * R. Sennrich, B. Haddow, A. Birch, "Neural Machine Translation of Rare Words with Subword Units",
 * 2016.
 *
 * @param initial - the first tokens; characters of words that are none of them are passed over
 */
export function mergePairs(
  words: WordCounts,
  initial: readonly string[],
  { vocabularySize, minFrequency, prefix, onProgress = () => {} }: MergeSettings,
): MergedVocabulary {
  const tokens = [...initial];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const frequencies = [...words.values()];
  const split = tokenizeWords(words, ids, prefix);
  const { counts, places } = countPairs(split, frequencies);
  const queue = new TinyQueue(entriesOf(places, counts), byCount);
  const merges = new Map<number, readonly [number, number]>();
  while (ids.size < vocabularySize) {
    const top = mostFrequent(queue, counts);
    if (top === undefined || top.count < Math.max(1, minFrequency)) break;
    const pair = pairTokens(top.pair);
    const [left, right] = pair;
    const token = joined(tokens[left] as string, tokens[right] as string, prefix);
    const merged = ids.get(token) ?? tokens.length;
    if (merged === tokens.length) {
      tokens.push(token);
      ids.set(token, merged);
      if (tokens.length % PROGRESS_TOKENS === 0) onProgress(tokens.length);
    }
    // A pair may be merged twice, in words that came to hold it later: the later place counts.
    merges.delete(top.pair);
    merges.set(top.pair, pair);
    const fresh = new Map<number, number[]>();
    for (const word of top.words) {
      mergeInWord(split, word, pair, merged, (changed, by) => {
        addTo(counts, changed, by * (frequencies[word] as number));
        if (by > 0) note(fresh, changed, word);
      });
    }
    for (const entry of entriesOf(fresh, counts)) queue.push(entry);
  }
  return { tokens, merges: [...merges.values()] };
}

const joined = (left: string, right: string, prefix: string): string =>
  left + (right.startsWith(prefix) ? right.slice(prefix.length) : right);

function entriesOf(
  places: ReadonlyMap<number, readonly number[]>,
  counts: ReadonlyMap<number, number>,
): PairEntry[] {
  return [...places]
    .map(([pair, words]) => ({ pair, count: counts.get(pair) ?? 0, words }))
    .filter(({ count }) => count > 0);
}

/** Takes the most frequent pair; entries whose count is out of date go back with the one of now. */
function mostFrequent(
  queue: TinyQueue<PairEntry>,
  counts: ReadonlyMap<number, number>,
): PairEntry | undefined {
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const count = counts.get(top.pair) ?? 0;
    if (top.count === count) return top;
    queue.push({ ...top, count });
  }
  return undefined;
}

function tokenizeWords(
  words: WordCounts,
  ids: ReadonlyMap<string, number>,
  prefix: string,
): TokenizedWords {
  const starts = new Int32Array(words.size + 1);
  const lengths = new Int32Array(words.size);
  const tokens = new Int32Array(unitCount(words.keys()));
  let end = 0;
  let word = 0;
  for (const text of words.keys()) {
    let isFirst = true;
    for (const character of text) {
      const id = ids.has(character) ? ids.get(isFirst ? character : prefix + character) : undefined;
      if (id !== undefined) tokens[end++] = id;
      isFirst = false;
    }
    lengths[word] = end - (starts[word] as number);
    word += 1;
    starts[word] = end;
  }
  return { tokens: tokens.subarray(0, end), starts, lengths };
}

/** How often each pair occurs, and in which words. */
function countPairs(
  { tokens, starts }: TokenizedWords,
  frequencies: readonly number[],
): { readonly counts: Map<number, number>; readonly places: Map<number, number[]> } {
  const counts = new Map<number, number>();
  const places = new Map<number, number[]>();
  for (const [word, frequency] of frequencies.entries()) {
    const end = starts[word + 1] as number;
    for (let at = (starts[word] as number) + 1; at < end; at++) {
      const pair = pairKey(tokens[at - 1] as number, tokens[at] as number);
      addTo(counts, pair, frequency);
      note(places, pair, word);
    }
  }
  return { counts, places };
}

function addTo(counts: Map<number, number>, pair: number, amount: number): void {
  counts.set(pair, (counts.get(pair) ?? 0) + amount);
}

/** Notes a word for a pair, once where it comes several times in a row. */
function note(places: Map<number, number[]>, pair: number, word: number): void {
  const words = places.get(pair);
  if (words === undefined) places.set(pair, [word]);
  else if (words.at(-1) !== word) words.push(word);
}
