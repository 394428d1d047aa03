import { closest, distance } from "fastest-levenshtein";

/**
 * The name most like `name` among `names`; undefined when none is close: more than a third of it differs, or all of it.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const lower = name.toLowerCase();
  const found = closest(
    lower,
    names.map((candidate) => candidate.toLowerCase()),
  );
  const match = names.find((candidate) => candidate.toLowerCase() === found);
  const difference = distance(lower, found);
  const allowed = Math.max(1, Math.ceil(name.length / 3));
  return difference <= allowed && difference < found.length ? match : undefined;
}

/** Up to five names, sorted, for a sentence: `"a, b, c"` or `"a, b, c, d, e and 3 more"`. */
export function someOf(names: readonly string[]): string {
  const sorted = [...names].sort();
  const shown = sorted.slice(0, 5).join(", ");
  return sorted.length > 5 ? `${shown} and ${sorted.length - 5} more` : shown;
}
