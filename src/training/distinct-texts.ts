import type { Example } from "../base/index.js";

/** The texts of some examples, each once. */
export interface DistinctTexts {
  /** One example a text. The longest first, then by token ids: the order of the examples has no part in it. */
  readonly examples: readonly Example[];
  /** Tokens of all texts together. */
  readonly tokenCount: number;
  /** Place in `examples` of the text of an example that was given. */
  placeOf(example: Example): number;
}

/** Finds the distinct texts of examples, by their tokens. */
export function distinctTexts(given: readonly Example[]): DistinctTexts {
  const examples: Example[] = [];
  const places = new Map<Example, number>();
  for (const example of [...given].sort(compareTokens)) {
    const last = examples.at(-1);
    if (last === undefined || compareTokens(last, example) !== 0) examples.push(example);
    places.set(example, examples.length - 1);
  }
  return {
    examples,
    tokenCount: examples.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0),
    placeOf: (example) => places.get(example) ?? -1,
  };
}

function compareTokens(a: Example, b: Example): number {
  return (
    b.tokenIds.length - a.tokenIds.length ||
    compareValues(a.tokenIds, b.tokenIds) ||
    compareValues(a.typeIds, b.typeIds)
  );
}

function compareValues(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
