/**
 * Slots of a line of a CRF's chain: a power of two, as pairs of pairs are multiplied, and as many as
 * a BERT has positions. Tasks lay sequences into lines of this length, models multiply them.
 */
export const chainLine = 512;

/** What a slot of the chain holds: nothing, a sequence's first label (in front of a line or not), or a later one. */
export const chainKinds = { pad: 0, opensLine: 1, opensSequence: 2, inside: 3 } as const;
