/** A token for an id that has none: with signs inside, which the words of a BERT never have. */
export function holeToken(id: number, isTaken: (token: string) => boolean): string {
  let token = `[hole${id}]`;
  while (isTaken(token)) token = `[${token}]`;
  return token;
}

/**
 * A vocabulary with a token for every id up to its largest: a line that stands twice in `vocab.txt`
 * leaves a hole, and readers count lines.
 */
export function withoutHoles(ids: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const taken = new Set(ids.values());
  let end = 0;
  for (const id of taken) end = Math.max(end, id + 1);
  if (taken.size === end) return ids;
  const filled = new Map(ids);
  for (let id = 0; id < end; id++) {
    if (!taken.has(id))
      filled.set(
        holeToken(id, (token) => filled.has(token)),
        id,
      );
  }
  return filled;
}
