import type { Example } from "../../base/index.js";
import { type Tokenizer, UNCUT } from "../../tokenizer/index.js";
import { sharedTokens } from "../shared-tokens.js";
import { windowsOf } from "../windows.js";
import type { TaggedText } from "./entity.js";
import type { EntityReference, ExampleWindow } from "./entity-reference.js";
import { spacedWords } from "./joined-words.js";
import { labelReading } from "./label-reading.js";
import { readableEntities } from "./readable-entities.js";
import { type TextTokens, textTokens } from "./text-tokens.js";
import { type TokenLabels, tokenLabels, UNLABELLED, windowLabels } from "./token-labels.js";

/** How texts become windows. */
export interface WindowSettings {
  /** Tokens of an example at most, special ones included. */
  readonly maxLength: number;
  /** Tokens that neighbouring windows share, half of a window at most; a quarter where absent. */
  readonly stride?: number | null | undefined;
  /** Whether tokens inside words are taught too, and not the first of each word alone. */
  readonly labelAllTokens?: boolean | undefined;
}

/** Texts as a model reads them. */
export interface EncodedTexts {
  /** The windows of all texts in order; those in training without any label are left out. */
  readonly examples: readonly Example[];
  readonly references: readonly EntityReference[];
  readonly widened: number;
  readonly lost: number;
  /** Texts without a token, which have no example. */
  readonly empty: number;
}

/**
 * Encodes texts whole, cuts them into windows, and labels their tokens.
 *
 * @param texts - with the row that each is of, and the document where its neighbours are to be seen
 * @param labels - names of the labels; absent when predicting
 */
export async function encodeTexts(
  texts: readonly (TaggedText & { readonly row: number; readonly document?: string | undefined })[],
  labels: readonly string[] | undefined,
  tokenizer: Tokenizer,
  settings: WindowSettings,
): Promise<EncodedTexts> {
  const spaced = texts.map(({ text, words }) => spacedWords(text, words ?? new Int32Array(0)));
  const encodings = await tokenizer.encode(
    spaced.map(({ text }) => text),
    { maxLength: UNCUT, offsets: true },
  );
  const tokens = texts.map(({ text, words }, index) => {
    const encoding = encodings[index] as (typeof encodings)[number];
    const offsets = spaced[index]?.withoutSpaces(encoding.offsets ?? new Int32Array(0));
    return textTokens(text, {
      encoding: { ...encoding, ...(offsets && { offsets }) },
      words,
      spaceSign: tokenizer.spaceSign,
    });
  });
  const { ids, begins } = labelReading(labels ?? []);
  const counts = { widened: 0, lost: 0, empty: 0 };
  const examples: Example[] = [];
  const references = texts.map(({ row, text, words, entities: told }, index): EntityReference => {
    const own = tokens[index] as TextTokens;
    const entities = words ? readableEntities(told, words, own.words) : told;
    const taught = labels && tokenLabels(own, entities, ids, settings.labelAllTokens === true);
    count(counts, own, taught);
    const windows = contextWindows(tokens, texts, index, settings);
    for (const window of windows) {
      const target = taught && windowLabels(taught.labels, window, begins);
      examples.push(exampleOf(row, own, window, target));
    }
    return {
      text,
      offsets: own.offsets,
      words: own.words,
      entities,
      windows: windows.map(({ first, count: size, skipped }) => ({ first, count: size, skipped })),
      ...(taught && { labels: taught.labels }),
    };
  });
  return { examples, references, ...counts };
}

function count(
  counts: { widened: number; lost: number; empty: number },
  { ids }: TextTokens,
  taught: TokenLabels | undefined,
): void {
  if (ids.length === 0) counts.empty += 1;
  counts.widened += taught?.widened ?? 0;
  counts.lost += taught?.lost ?? 0;
}

/** A window with the tokens of neighbouring texts on its sides. */
interface ContextWindow extends ExampleWindow {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** The windows of a text; one that fits with room to spare shows its document's texts around it. */
function contextWindows(
  tokens: readonly TextTokens[],
  texts: readonly { readonly document?: string | undefined }[],
  index: number,
  { maxLength, stride }: WindowSettings,
): ContextWindow[] {
  const { ids, before, behind } = tokens[index] as TextTokens;
  const room = Math.max(1, maxLength - before.length - behind.length);
  const windows = windowsOf(ids.length, room, sharedTokens(room, stride));
  const document = texts[index]?.document;
  const none = { left: [], right: [] };
  if (document === undefined || windows.length !== 1) {
    return windows.map((window) => ({ ...window, ...none, skipped: before.length }));
  }
  const spare = room - ids.length;
  // A neighbour may be far longer than the room: no more of it is taken than that.
  const gather = (step: -1 | 1): number[] => {
    const pieces: Int32Array[] = [];
    let rest = spare;
    for (let at = index + step; rest > 0; at += step) {
      if (texts[at]?.document !== document) break;
      const { ids: other } = tokens[at] as TextTokens;
      const piece =
        step < 0 ? other.subarray(Math.max(0, other.length - rest)) : other.subarray(0, rest);
      pieces.push(piece);
      rest -= piece.length;
    }
    if (step < 0) pieces.reverse();
    return pieces.flatMap((piece) => Array.from(piece));
  };
  const [all, behindIt] = [gather(-1), gather(1)];
  // Half of the room on each side, and what one side leaves to the other.
  const leftSize = Math.min(all.length, Math.max(Math.floor(spare / 2), spare - behindIt.length));
  const left = leftSize === 0 ? [] : all.slice(-leftSize);
  const right = behindIt.slice(0, spare - left.length);
  return windows.map((window) => ({
    ...window,
    left,
    right,
    skipped: before.length + left.length,
  }));
}

function exampleOf(
  row: number,
  { ids, before, behind }: TextTokens,
  { first, count: size, left, right }: ContextWindow,
  labels: Int32Array | undefined,
): Example {
  const own = ids.subarray(first, first + size);
  const tokenIds = Int32Array.from([...before, ...left, ...own, ...right, ...behind]);
  if (labels === undefined) return { row, tokenIds, typeIds: new Int32Array(tokenIds.length) };
  const target = new Int32Array(tokenIds.length).fill(UNLABELLED);
  target.set(labels, before.length + left.length);
  return { row, tokenIds, typeIds: new Int32Array(tokenIds.length), target };
}
