import type { Tokens } from "../../base/index.js";
import type { Encoding } from "../../tokenizer/index.js";

/** A question with a stretch of its context, as a model reads them. */
export interface QuestionWindow extends Tokens {
  /**
   * `[S * 2]` start and end of each token in the context, in UTF-16 units; 0, 0 for special tokens and
   * those of the question.
   */
  readonly offsets: Int32Array;
  /** Which token of the whole context the window's first one is. */
  readonly first: number;
  /** Tokens of the context in the window. */
  readonly count: number;
  /** Tokens before those of the context. */
  readonly before: number;
}

export interface WindowSettings {
  /** Tokens of a window at most, special ones included. */
  readonly maxLength: number;
  /** Tokens of the context that neighbouring windows share. */
  readonly docStride: number;
}

/** The context must get at least this share of a window: shorter windows would be without number. */
const leastShare = 1 / 4;

/**
 * Cuts a long context into windows that overlap, each with the whole question before it.
 *
 * Where the question leaves little room, neighbours share at most half of it.
 *
 * @param encoding - question and context together, whole, with offsets
 * @returns none where the context has no token; undefined where the question is too long
 */
export function questionWindows(
  encoding: Encoding,
  { maxLength, docStride }: WindowSettings,
): QuestionWindow[] | undefined {
  const { sequences = new Int8Array(0) } = encoding;
  const before = sequences.indexOf(1);
  if (before < 0) return [];
  const behind = sequences.lastIndexOf(1) + 1;
  const count = behind - before;
  const room = maxLength - (encoding.tokenIds.length - count);
  if (count > room && room < maxLength * leastShare) return undefined;
  const step = room - Math.min(docStride, Math.floor(room / 2));
  const windowCount = 1 + Math.max(0, Math.ceil((count - room) / step));
  return Array.from({ length: windowCount }, (_, window) => {
    const first = window * step;
    return cutWindow(encoding, { before, behind, first, count: Math.min(room, count - first) });
  });
}

interface Cut {
  readonly before: number;
  readonly behind: number;
  readonly first: number;
  readonly count: number;
}

/** The tokens around the context with `count` of the context's own. */
function cutWindow(
  { tokenIds, typeIds, offsets }: Encoding,
  { before, behind, first, count }: Cut,
): QuestionWindow {
  const from = before + first;
  const cut = (values: Int32Array): Int32Array => {
    const kept = new Int32Array(before + count + values.length - behind);
    kept.set(values.subarray(0, before));
    kept.set(values.subarray(from, from + count), before);
    kept.set(values.subarray(behind), before + count);
    return kept;
  };
  const window = { tokenIds: cut(tokenIds), typeIds: cut(typeIds), first, count, before };
  const places = new Int32Array(window.tokenIds.length * 2);
  places.set(offsets?.subarray(from * 2, (from + count) * 2) ?? [], before * 2);
  return { ...window, offsets: places };
}

/** A stretch of the context's tokens. */
export type WindowPlace = Pick<QuestionWindow, "first" | "count">;

/**
 * Whether a token has the most context around it in this window of all that have it: there it is read
 * (Devlin et al.'s rule). The first of equals counts.
 *
 * @param token - of the whole context
 */
export function hasMostContext(
  token: number,
  window: WindowPlace,
  windows: readonly WindowPlace[],
): boolean {
  let best: WindowPlace | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const each of windows) {
    const left = token - each.first;
    const right = each.count - 1 - left;
    if (left < 0 || right < 0) continue;
    const context = Math.min(left, right) + 0.01 * each.count;
    if (context > most) [best, most] = [each, context];
  }
  return best === window;
}
