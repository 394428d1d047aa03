import {
  type ClassScores,
  type Counts,
  macroAverage,
  microAverage,
  scoresOfCounts,
  weightedAverage,
} from "../class-scores.js";

/** Anything with a type and borders: runs of tokens or of characters. */
export interface Span {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** How well the entities of each type are found, and of all types together. */
export interface EntityScores {
  /** One entry a type that is true or predicted anywhere, by code point. */
  readonly types: readonly (ClassScores & { readonly type: string })[];
  readonly micro: ClassScores;
  readonly macro: ClassScores;
  readonly weighted: ClassScores;
}

/**
 * Precision, recall and F1 of entities, which are right where type, start and end are. Equal to
 * seqeval's on the entities of `entitiesOfTags`. A share of nothing is 0; so is all where no entity
 * is true or predicted.
 *
 * @param truth - entities of each text
 * @param prediction - entities of each text, in the same order
 *
 * @example
 * entityScores([entitiesOfTags(["B-PER", "O"])], [entitiesOfTags(["B-PER", "B-LOC"])]).micro.precision; // 0.5
 */
export function entityScores(
  truth: readonly (readonly Span[])[],
  prediction: readonly (readonly Span[])[],
): EntityScores {
  const truthOf = keysByType(truth);
  const predictionOf = keysByType(prediction);
  const types = [...new Set([...truthOf.keys(), ...predictionOf.keys()])].sort(compareCodePoints);
  const counts = types.map((type): Counts => {
    const isTrue = truthOf.get(type) ?? new Set();
    const isPredicted = predictionOf.get(type) ?? new Set();
    const hits = [...isPredicted].filter((key) => isTrue.has(key)).length;
    return { hits, predicted: isPredicted.size, support: isTrue.size };
  });
  const scores = counts.map(scoresOfCounts);
  return {
    types: scores.map((score, index) => ({ type: types[index] as string, ...score })),
    micro: microAverage(counts),
    macro: macroAverage(scores),
    weighted: weightedAverage(scores),
  };
}

/** The places of each type's entities; the same entity given twice counts once. */
function keysByType(texts: readonly (readonly Span[])[]): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const [text, spans] of texts.entries()) {
    for (const { type, start, end } of spans) {
      const known = keys.get(type) ?? new Set();
      keys.set(type, known.add(`${text} ${start} ${end}`));
    }
  }
  return keys;
}

/** Order by code point, as in Python; JavaScript's own is by UTF-16 unit. */
function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const place = left.findIndex((character, index) => character !== right[index]);
  if (place === -1) return left.length - right.length;
  return (left[place]?.codePointAt(0) ?? 0) - (right[place]?.codePointAt(0) ?? -1);
}
