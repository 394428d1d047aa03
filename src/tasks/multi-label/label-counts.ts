import type { Example } from "../../base/index.js";

/**
 * How many rows have each label.
 *
 * @param examples - `target` is `[L]`, 1 where the label holds
 * @returns `[L]`
 */
export function labelCounts(examples: readonly Example[], labelCount: number): number[] {
  const counts = new Array<number>(labelCount).fill(0);
  for (const { target } of examples) {
    for (let label = 0; label < labelCount; label++) {
      counts[label] = (counts[label] as number) + (target?.[label] ?? 0);
    }
  }
  return counts;
}
