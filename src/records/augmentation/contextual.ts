import type { RandomStream } from "../../base/index.js";
import { isStopWord } from "./stop-words.js";
import { inCaseOf } from "./thesaurus.js";
import type { Passage, Word } from "./words.js";

/** A text with gaps where words were: gap i stands between parts i and i + 1. */
export interface GappedText {
  readonly parts: readonly string[];
  /** The words that stood in the gaps. */
  readonly hidden: readonly string[];
}

/** A word that fits a gap, and how likely it is. */
export interface SuggestedWord {
  readonly word: string;
  readonly score: number;
}

/** Says what may stand in each gap of a text, such as a masked language model does. */
export type SuggestWords = (text: GappedText) => Promise<readonly (readonly SuggestedWord[])[]>;

/** Stands for a gap while a text is written: a private sign that no text has. */
const GAP = "\ue000";

const isWord = /^[\p{L}\p{M}][\p{L}\p{M}'’-]*$/u;

/**
 * Some words that are no stop words are hidden at once, and each becomes a word that fits there
 * (Kobayashi 2018, "Contextual augmentation"): one of the suggested, drawn by how likely they are, never
 * the hidden word itself. Words of entities stay, and tags follow.
 *
 * @returns undefined where there is nothing to replace
 */
export async function replaceByContext(
  passage: Passage,
  settings: {
    readonly rate: number;
    readonly random: RandomStream;
    readonly suggest: SuggestWords;
  },
): Promise<Word[] | undefined> {
  const { words } = passage;
  const places = hiddenPlaces(words, settings);
  const gapped = [...words];
  for (const place of places) gapped[place] = { ...(words[place] as Word), text: GAP };
  const parts = passage.text(gapped).split(GAP);
  if (places.length === 0 || parts.length !== places.length + 1) return undefined;
  const hidden = places.map((place) => words[place]?.text ?? "");
  const suggested = await settings.suggest({ parts, hidden });
  const edited = [...words];
  for (const [gap, place] of places.entries()) {
    const word = words[place] as Word;
    const fitting = (suggested[gap] ?? []).filter(
      (one) => isWord.test(one.word) && one.word.toLowerCase() !== word.text.toLowerCase(),
    );
    const drawn = draw(fitting, settings.random);
    if (drawn !== undefined) edited[place] = { ...word, text: inCaseOf(word.text, drawn) };
  }
  return edited;
}

/** Places of the words to hide, ascending. */
function hiddenPlaces(
  words: readonly Word[],
  { rate, random }: { readonly rate: number; readonly random: RandomStream },
): number[] {
  const open = [...words.keys()].filter((place) => {
    const { text, fixed } = words[place] as Word;
    return !fixed && isWord.test(text) && !isStopWord(text);
  });
  const chosen: number[] = [];
  for (
    let left = Math.max(1, Math.floor(rate * words.length));
    left > 0 && open.length > 0;
    left--
  ) {
    chosen.push(...open.splice(random.nextInteger(open.length), 1));
  }
  return chosen.sort((a, b) => a - b);
}

function draw(words: readonly SuggestedWord[], random: RandomStream): string | undefined {
  const total = words.reduce((sum, { score }) => sum + score, 0);
  let left = random.nextUniform() * total;
  for (const { word, score } of words) {
    left -= score;
    if (left < 0) return word;
  }
  return words.at(-1)?.word;
}
