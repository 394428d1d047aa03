import type { Example } from "../base/index.js";
import { joinOutputs } from "./join-outputs.js";

/**
 * A row of logits for each text: its example's, or the mean over those of its windows.
 *
 * Axes: n texts, L labels.
 *
 * @param examples - those of a text one after the other, with the same row
 * @param outputs - `[L]` of each example
 * @returns `[n * L]`, row-major, in the order of the texts
 */
export function textLogits(
  examples: readonly Pick<Example, "row">[],
  outputs: readonly Float32Array[],
): Float32Array {
  const texts: Float32Array[][] = [];
  for (const [place, values] of outputs.entries()) {
    const isNext = place === 0 || examples[place]?.row !== examples[place - 1]?.row;
    if (isNext) texts.push([values]);
    else texts.at(-1)?.push(values);
  }
  return joinOutputs(texts.map(mean));
}

function mean(windows: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = windows;
  if (windows.length === 1) return first;
  return first.map(
    (_, label) =>
      windows.reduce((sum, values) => sum + (values[label] as number), 0) / windows.length,
  );
}
