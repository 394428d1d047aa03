import { windowOfTokens } from "../windows.js";
import type { EntityReference } from "./entity-reference.js";

/**
 * The logits of a text's tokens out of those of its windows: each token's from the window that shows
 * most of the text around it.
 *
 * Axes: T tokens of the text, S tokens of a window, L labels.
 *
 * @param outputs - for each window `[S * L]`, row-major
 * @returns `[T * L]`
 */
export function mergedLogits(
  { words, windows }: Pick<EntityReference, "words" | "windows">,
  outputs: readonly Float32Array[],
  labelCount: number,
): Float32Array {
  const merged = new Float32Array(words.length * labelCount);
  const chosen = windowOfTokens(windows, words.length);
  for (let token = 0; token < words.length; token++) {
    const place = chosen[token] as number;
    const window = windows[place];
    if (window === undefined) continue;
    const row = window.skipped + token - window.first;
    const from = outputs[place]?.subarray(row * labelCount, (row + 1) * labelCount);
    if (from) merged.set(from, token * labelCount);
  }
  return merged;
}
