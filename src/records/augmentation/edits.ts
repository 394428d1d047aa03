import type { RandomStream } from "../../base/index.js";
import { isStopWord } from "./stop-words.js";
import { inCaseOf, type Thesaurus } from "./thesaurus.js";
import type { Word } from "./words.js";

/** The four easy edits of Wei and Zou 2019 ("EDA"). */
type EasyEdit = "synonym" | "insert" | "swap" | "delete";

/** How a row is edited: easily, or by words that a language model finds to fit. */
export type AugmentMethod = EasyEdit | "contextual";

interface EditSettings {
  /** Share of the words that are edited; one is, whatever the share. */
  readonly rate: number;
  readonly thesaurus: Thesaurus;
  readonly random: RandomStream;
}

/** Gives the edited words; undefined where there is nothing to edit. */
type Edit = (words: readonly Word[], settings: EditSettings) => Word[] | undefined;

export const edits: Readonly<Record<EasyEdit, Edit>> = {
  synonym: replaceBySynonyms,
  insert: insertSynonyms,
  swap: swapWords,
  delete: deleteWords,
};

/** Some words that are no stop words become one of their synonyms. */
function replaceBySynonyms(
  words: readonly Word[],
  { rate, thesaurus, random }: EditSettings,
): Word[] | undefined {
  const open = replaceable(words, thesaurus);
  if (open.length === 0) return undefined;
  const edited = [...words];
  for (let left = editCount(words, rate); left > 0 && open.length > 0; left--) {
    const [place = 0] = open.splice(random.nextInteger(open.length), 1);
    const word = words[place] as Word;
    edited[place] = { ...word, text: inCaseOf(word.text, synonymOf(word, thesaurus, random)) };
  }
  return edited;
}

/** Synonyms of some words are put in at random places. */
function insertSynonyms(
  words: readonly Word[],
  { rate, thesaurus, random }: EditSettings,
): Word[] | undefined {
  const donors = replaceable(words, thesaurus);
  const isOpen = words.some(({ joined }) => !joined);
  if (donors.length === 0 || !isOpen) return undefined;
  const edited = [...words];
  for (let left = editCount(words, rate); left > 0; left--) {
    const donor = words[donors[random.nextInteger(donors.length)] as number] as Word;
    const text = synonymOf(donor, thesaurus, random);
    const places = placesOf(edited, ({ joined }) => !joined);
    const place = places[random.nextInteger(places.length)] as number;
    edited.splice(place, 0, { text, fixed: false, joined: false });
  }
  return edited;
}

/** Two words change places, several times. Gaps and tags stay where they are. */
function swapWords(words: readonly Word[], { rate, random }: EditSettings): Word[] | undefined {
  const open = placesOf(words, ({ fixed }) => !fixed);
  if (open.length < 2) return undefined;
  const edited = [...words];
  for (let left = editCount(words, rate); left > 0; left--) {
    const first = random.nextInteger(open.length);
    const second = (first + 1 + random.nextInteger(open.length - 1)) % open.length;
    const [a, b] = [open[first] as number, open[second] as number];
    const [wordA, wordB] = [edited[a] as Word, edited[b] as Word];
    edited[a] = { ...wordA, text: wordB.text };
    edited[b] = { ...wordB, text: wordA.text };
  }
  return edited;
}

/** Each word goes with a probability of `rate`; one at least goes, and one stays. */
function deleteWords(words: readonly Word[], { rate, random }: EditSettings): Word[] | undefined {
  const open = placesOf(words, (_, place) => !divides(words, place));
  if (open.length === 0 || words.length < 2) return undefined;
  const gone = new Set(open.filter(() => random.nextUniform() < rate));
  if (gone.size === 0) gone.add(open[random.nextInteger(open.length)] as number);
  if (gone.size === words.length) gone.delete(open[random.nextInteger(open.length)] as number);
  const kept = words.filter((word, place) => {
    const isLast = !gone.has(place) || wouldTouch(words, gone, place);
    return word.fixed || isLast;
  });
  return kept.length === words.length ? undefined : kept;
}

/** Whether a word is fixed, or alone between two that are: these must not come to touch. */
function divides(words: readonly Word[], place: number): boolean {
  const isBetween = words[place - 1]?.fixed === true && words[place + 1]?.fixed === true;
  return words[place]?.fixed === true || isBetween;
}

/** Whether a word is the last left of those between two fixed ones. */
function wouldTouch(words: readonly Word[], gone: ReadonlySet<number>, place: number): boolean {
  if (words[place + 1]?.fixed !== true) return false;
  let before = place - 1;
  while (gone.has(before)) before -= 1;
  return words[before]?.fixed === true;
}

const editCount = (words: readonly Word[], rate: number): number =>
  Math.max(1, Math.floor(rate * words.length));

function replaceable(words: readonly Word[], thesaurus: Thesaurus): number[] {
  return placesOf(
    words,
    ({ text, fixed }) => !fixed && !isStopWord(text) && thesaurus.synonyms(text).length > 0,
  );
}

function synonymOf({ text }: Word, thesaurus: Thesaurus, random: RandomStream): string {
  const synonyms = thesaurus.synonyms(text);
  return synonyms[random.nextInteger(synonyms.length)] as string;
}

function placesOf(words: readonly Word[], holds: (word: Word, place: number) => boolean): number[] {
  return [...words.keys()].filter((place) => holds(words[place] as Word, place));
}
