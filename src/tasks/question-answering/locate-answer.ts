import type { ToldAnswer } from "./read-answers.js";

/** A stretch of the context, `context.slice(start, end)`. */
export interface LocatedAnswer {
  readonly start: number;
  readonly end: number;
  /** Whether it stands where the data says; true where the data says nothing. */
  readonly asTold: boolean;
}

/**
 * Finds an answer in its context: at the place told, or else at the nearest place where the same text
 * stands, spaces around it left out.
 *
 * @returns undefined where the context does not have it
 */
export function locateAnswer(
  { text, start }: ToldAnswer,
  context: string,
): LocatedAnswer | undefined {
  const bare = text.trim();
  if (bare === "") return undefined;
  const told = start === undefined ? undefined : start + text.indexOf(bare);
  if (told !== undefined && told >= 0 && context.startsWith(bare, told)) {
    return { start: told, end: told + bare.length, asTold: true };
  }
  const found = nearestPlace(bare, context, told ?? 0);
  if (found === undefined) return undefined;
  return { start: found, end: found + bare.length, asTold: told === undefined };
}

function nearestPlace(text: string, context: string, told: number): number | undefined {
  const before = context.lastIndexOf(text, told);
  const behind = context.indexOf(text, told);
  if (before < 0 || behind < 0) {
    const only = Math.max(before, behind);
    return only < 0 ? undefined : only;
  }
  return told - before <= behind - told ? before : behind;
}
