import { closest, distance } from "fastest-levenshtein";

/** The name most like `name` among `names`, or undefined when none is close (a third of it or more differs). */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const lower = name.toLowerCase();
  const found = closest(
    lower,
    names.map((candidate) => candidate.toLowerCase()),
  );
  const match = names.find((candidate) => candidate.toLowerCase() === found);
  return distance(lower, found) <= Math.max(1, Math.ceil(name.length / 3)) ? match : undefined;
}

/** Up to five names, sorted, for a sentence: `"a, b, c"` or `"a, b, c, d, e and 3 more"`. */
export function someOf(names: readonly string[]): string {
  const sorted = [...names].sort();
  const shown = sorted.slice(0, 5).join(", ");
  return sorted.length > 5 ? `${shown} and ${sorted.length - 5} more` : shown;
}
