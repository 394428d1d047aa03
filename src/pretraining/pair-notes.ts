import type { PairKind } from "./segments.js";
import type { Pieces } from "./sequence-plan.js";

/** What is to be said of the pieces that pairs are made of: how many were too short. */
export function pairNotes(pairs: PairKind, parts: readonly Pick<Pieces, "leftOut">[]): string[] {
  const leftOut = parts.reduce((sum, part) => sum + part.leftOut, 0);
  if (leftOut === 0) return [];
  const told = `${leftOut.toLocaleString("en-US")} ${leftOut === 1 ? "sequence" : "sequences"}`;
  return [`pairs ${pairs}: ${told} of a single token left out; a pair takes two`];
}
