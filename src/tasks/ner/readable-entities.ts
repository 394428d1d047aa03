import type { Entity } from "./entity.js";

/**
 * Entities without the words at their ends that no token stands for, such as a zero width space: no label tells of
 * those, so that an entity that was found could never be the same. One of such words alone stays as it is.
 *
 * @param entities - in their order, without overlaps
 * @param places - `[n * 2]` start and end of each word of the file
 * @param numbers - `[T]` the word of each token, never falling
 */
export function readableEntities(
  entities: readonly Entity[],
  places: Int32Array,
  numbers: Int32Array,
): readonly Entity[] {
  const words = [...new Set(numbers)].map((word) => ({
    start: places[word * 2] as number,
    end: places[word * 2 + 1] as number,
  }));
  let next = 0;
  return entities.map((entity) => {
    while ((words[next]?.end ?? Number.POSITIVE_INFINITY) <= entity.start) next += 1;
    const first = next;
    while ((words[next]?.start ?? Number.POSITIVE_INFINITY) < entity.end) next += 1;
    const [from, to] = [words[first], words[next - 1]];
    if (next === first || from === undefined || to === undefined) return entity;
    // A word that goes on behind the entity may hold the next one as well.
    if (to.end > entity.end) next -= 1;
    const [start, end] = [Math.max(entity.start, from.start), Math.min(entity.end, to.end)];
    return { ...entity, start, end };
  });
}
