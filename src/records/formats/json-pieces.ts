/** One member of a JSON object or list, as it is written. */
export interface JsonPiece {
  readonly text: string;
  /** Where it starts in the text that was taken apart. */
  readonly start: number;
}

// Single signs only: a pattern for whole strings overflows the stack on megabytes of escapes.
const sign = /\\.|["{}[\],]/gs;

function* signsOutsideStrings(text: string): Generator<{ found: string; index: number }> {
  let isInString = false;
  for (const { 0: found, index } of text.matchAll(sign)) {
    if (found === '"') isInString = !isInString;
    else if (!isInString) yield { found, index };
  }
}

/** What a sign does to the depth. */
const steps: Readonly<Record<string, number>> = { "{": 1, "[": 1, "}": -1, "]": -1 };

/**
 * Takes the outer object or list of a JSON text apart at its commas and keeps each member as it is
 * written: numbers keep their digits, which a JSON parser loses. Checks nothing inside the members.
 *
 * @returns undefined when the outer bracket is never closed, or something follows it
 */
export function jsonPieces(text: string): JsonPiece[] | undefined {
  const pieces: JsonPiece[] = [];
  let depth = 0;
  let start = 0;
  const finish = (end: number): void => {
    const piece = text.slice(start, end);
    const content = piece.trim();
    const isEmptyList = pieces.length === 0 && content === "" && depth === 0;
    if (!isEmptyList) pieces.push({ text: content, start: start + piece.search(/\S|$/) });
    start = end + 1;
  };
  for (const { found, index } of signsOutsideStrings(text)) {
    const before = depth;
    depth += steps[found] ?? 0;
    if (before === 0) start = index + 1;
    else if (depth === 0 || (depth === 1 && found === ",")) finish(index);
    if (depth === 0) return text.slice(index + 1).trim() === "" ? pieces : undefined;
  }
  return undefined;
}
