import type { SegmentSource } from "./segments.js";

/**
 * What is to be said of the pieces that pairs are made of: how many were too short, and whether all second
 * segments are of one document.
 */
export function pairNotes(train: SegmentSource, validation: SegmentSource): string[] {
  const { pairs } = train;
  if (pairs === "none") return [];
  const notes: string[] = [];
  const all = [...new Set([train.pieces, validation.pieces])];
  const leftOut = all.reduce((sum, pieces) => sum + pieces.leftOut, 0);
  if (leftOut > 0) {
    const told = `${leftOut.toLocaleString("en-US")} ${leftOut === 1 ? "sequence" : "sequences"}`;
    notes.push(`pairs ${pairs}: ${told} of a single token left out; a pair takes two`);
  }
  const single = [
    ...(isOfOneDocument(train) ? ["training"] : []),
    ...(isOfOneDocument(validation) ? ["validation"] : []),
  ];
  if (pairs === "nsp" && single.length > 0) {
    notes.push(
      `pairs nsp: one document is all there is for ${single.join(" and ")}, so second segments that do not follow are of the same document`,
    );
  }
  return notes;
}

function isOfOneDocument({ pieces: { document }, others }: SegmentSource): boolean {
  return others.every((piece) => document[piece] === document[others[0] ?? 0]);
}
