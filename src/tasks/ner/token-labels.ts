import type { Window } from "../windows.js";
import type { Entity } from "./entity.js";
import type { TextTokens } from "./text-tokens.js";

/** Label of a token that nothing is learnt from. */
export const UNLABELLED = -1;

/** What the tokens of a text are taught, and how well that is its entities. */
export interface TokenLabels {
  /** `[T]` label ids, or `UNLABELLED`. */
  readonly labels: Int32Array;
  /** Entities that begin or end inside a word: the whole word is taught. */
  readonly widened: number;
  /** Entities that no word is taught of: no token stands for them, or another has their word. */
  readonly lost: number;
}

/**
 * Labels of tokens: the first token of each word has the word's label, and so have the others with
 * `everyToken`, where they go on with an entity.
 *
 * Axes: T tokens.
 *
 * @param entities - in their order, without overlaps
 * @param idOf - ids of the labels by their tags in IOB2
 */
export function tokenLabels(
  { offsets, words }: Pick<TextTokens, "offsets" | "words">,
  entities: readonly Entity[],
  idOf: ReadonlyMap<string, number>,
  everyToken: boolean,
): TokenLabels {
  const labels = new Int32Array(words.length).fill(UNLABELLED);
  const reached = new Map<Entity, { readonly start: number; readonly end: number }>();
  const id = (label: string): number => idOf.get(label) ?? UNLABELLED;
  const places = wordsOf(words).map(({ first, end }) => ({
    first,
    end,
    from: offsets[first * 2] as number,
    to: offsets[end * 2 - 1] as number,
  }));
  for (const { first, end, from, to, entity } of withEntities(places, entities)) {
    const before = entity && reached.get(entity);
    const inside = entity ? `I-${entity.type}` : "O";
    labels[first] = id(entity && !before ? `B-${entity.type}` : inside);
    if (everyToken) labels.fill(id(inside), first + 1, end);
    if (entity) reached.set(entity, { start: before?.start ?? from, end: to });
  }
  const widened = [...reached].filter(
    ([entity, { start, end }]) => start !== entity.start || end !== entity.end,
  );
  return { labels, widened: widened.length, lost: entities.length - reached.size };
}

/** Places in their order, each with the first entity that it overlaps. */
function withEntities<Place extends { readonly from: number; readonly to: number }>(
  places: readonly Place[],
  entities: readonly Entity[],
): (Place & { readonly entity: Entity | undefined })[] {
  let next = 0;
  return places.map((place) => {
    while (next < entities.length && (entities[next] as Entity).end <= place.from) next += 1;
    const entity = entities[next];
    return { ...place, entity: entity && entity.start < place.to ? entity : undefined };
  });
}

/** The words of tokens: the first token of each, and the one behind its last. */
export function wordsOf(words: Int32Array): { readonly first: number; readonly end: number }[] {
  const starts = [...words.keys()].filter((token) => words[token] !== words[token - 1]);
  return starts.map((first, index) => ({ first, end: starts[index + 1] ?? words.length }));
}

/**
 * The labels of a window. What goes on with an entity from before the window is left unlabelled, as
 * no text begins so; where that is all there is, its first token begins the entity. A window inside
 * one long word has that word's label on its first token: nothing could be learnt from it else.
 *
 * @param labels - of the whole text
 * @param window - its first token and their count, at least one
 * @param begins - for each label id that goes on with an entity the id that begins one, else itself
 */
export function windowLabels(
  labels: Int32Array,
  { first, count }: Window,
  begins: Int32Array,
): Int32Array {
  const result = labels.slice(first, first + count);
  const labelled = [...result.keys()].filter((token) => result[token] !== UNLABELLED);
  const begun = (id: number): number => begins[id] ?? id;
  const opening = labelled.findIndex((token) => begun(result[token] as number) === result[token]);
  if (opening >= 0) {
    for (const token of labelled.slice(0, opening)) result[token] = UNLABELLED;
    return result;
  }
  const [token = 0] = labelled;
  const before = labels.subarray(0, first + token + 1).findLast((id) => id !== UNLABELLED);
  result[token] = begun(before ?? 0);
  return result;
}
