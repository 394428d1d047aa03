import { hashtag, webAddress } from "../cleaning/links-and-names.js";
import { cutByUnicode } from "../cleaning/words.js";
import { type Passage, separator, type Word } from "./words.js";

/** Links, mentions and hashtags: one piece each, never touched. */
const whole = new RegExp(`${webAddress}|${hashtag}|[@＠#＃][\\p{L}\\p{N}_]+`, "giu");

/** Signs that make one word of two, as in "well-known". */
const hyphen = /^[-‐'’_&/]$/;

interface Piece {
  readonly text: string;
  readonly kind: "word" | "fixed" | "gap";
}

/** A text as words, with what stands between them. */
export function textPassage(text: string): Passage {
  const { words, gaps } = wordsAndGaps(text);
  const written = (edited: readonly Word[]): string => textOf(edited, gaps);
  return { words, text: written, write: (edited) => [written(edited)] };
}

/** `gaps[i]` stands before word i, the last one behind all words. */
function wordsAndGaps(text: string): { words: Word[]; gaps: string[] } {
  const words: Word[] = [];
  const gaps: string[] = [];
  let gap = "";
  for (const { text: piece, kind } of piecesOf(text)) {
    const last = words.at(-1);
    if (kind === "gap") gap += piece;
    else if (last && kind === "word" && !last.fixed && hyphen.test(gap)) {
      words[words.length - 1] = { ...last, text: last.text + gap + piece };
      gap = "";
    } else {
      const isJoined = last !== undefined && !/\s/.test(gap) && separator(last.text, piece) !== "";
      words.push({ text: piece, fixed: kind === "fixed", joined: isJoined, from: words.length });
      gaps.push(gap);
      gap = "";
    }
  }
  return { words, gaps: [...gaps, gap] };
}

function* piecesOf(text: string): Generator<Piece> {
  let end = 0;
  for (const { 0: found, index } of text.matchAll(whole)) {
    yield* segments(text.slice(end, index));
    yield { text: found, kind: "fixed" };
    end = index + found.length;
  }
  yield* segments(text.slice(end));
}

function* segments(text: string): Generator<Piece> {
  for (const { text: piece, isWord } of cutByUnicode(text)) {
    yield { text: piece, kind: isWord ? "word" : "gap" };
  }
}

/** The edited text. A word that was put in takes the gap of the next one, which it stands apart from. */
function textOf(words: readonly Word[], gaps: readonly string[]): string {
  let text = "";
  let written = 0;
  const nexts = nextPlaces(words, gaps.length - 1);
  for (const [place, word] of words.entries()) {
    const next = nexts[place] as number;
    if (written <= next) {
      text += gapOf(gaps, written, next);
      written = next + 1;
    } else {
      text += separator(words[place - 1]?.text ?? "", word.text);
    }
    text += word.text;
  }
  return text + gapOf(gaps, written, gaps.length - 1);
}

/** For each word the place in the row as it was of the first from it on that was there; `last` behind them. */
function nextPlaces(words: readonly Word[], last: number): number[] {
  const places: number[] = new Array(words.length);
  let next = last;
  for (let place = words.length - 1; place >= 0; place--) {
    next = words[place]?.from ?? next;
    places[place] = next;
  }
  return places;
}

/** What is left between two words when those between them are gone, without doubled spaces. */
function gapOf(gaps: readonly string[], first: number, last: number): string {
  let gap = gaps[first] ?? "";
  if (first === last) return gap;
  for (const next of gaps.slice(first + 1, last + 1)) {
    gap += /\s$/.test(gap) ? next.trimStart() : next;
  }
  // A text does not begin with the comma behind a word that is gone.
  if (first === 0) gap = gap.replace(/^[\s,;:，；：、]+/, "");
  return last === gaps.length - 1 ? gap.trimEnd() : gap;
}
