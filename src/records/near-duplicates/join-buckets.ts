import type { DisjointSets } from "./disjoint-sets.js";

/** Joins the texts of buckets, those that meet in a band, with each other. */
export interface BucketJoiner {
  /** @param bucket - numbers of texts */
  join(bucket: readonly number[]): void;
  /** Texts that met more others than they were compared with. */
  readonly partlyCompared: number;
}

/** The most texts that one is compared with in a bucket: a bound for files of one template. */
const MOST_COMPARISONS = 32;
/** Texts that one is compared with in large buckets once that was in vain too often. */
const FEW_COMPARISONS = 2;
/** How often that is. */
const TOO_OFTEN = 127;
/** Pairs of sets that are remembered at once as not alike. */
const MOST_PAIRS = 2 ** 16;

/** The bit of a text that was partly compared, above its count of comparisons in vain. */
const PARTLY = 0x80;

/**
 * In a bucket of up to 33 texts every pair is compared that is not in one set already. In a larger one a
 * text is compared with the 32 before it; with two, once 127 comparisons in large buckets were in vain;
 * and two sets no more, once 32 pairs of theirs were not alike there. So the work grows with the number of
 * texts, however large buckets are.
 *
 * @param sets - of `count` texts; alike ones are joined
 */
export function bucketJoiner(
  count: number,
  sets: DisjointSets,
  areAlike: (a: number, b: number) => boolean,
): BucketJoiner {
  /** Of each text. */
  const states = new Uint8Array(count);
  let partlyCompared = 0;

  const joinAll = (bucket: readonly number[]): void => {
    for (const [i, text] of bucket.entries()) {
      for (let j = i - 1; j >= 0; j--) {
        const other = bucket[j] as number;
        if (sets.find(text) !== sets.find(other) && areAlike(text, other)) sets.join(text, other);
      }
    }
  };
  const joinSome = (bucket: readonly number[]): void => {
    const differences = pairCounts(count);
    const compare = (text: number, other: number): void => {
      const [a, b] = [sets.find(text), sets.find(other)];
      if (a === b || differences.of(a, b) >= MOST_COMPARISONS) return;
      if (areAlike(text, other)) {
        sets.join(text, other);
        return;
      }
      differences.add(a, b);
      states[text] = withFailure(states[text] as number);
    };
    for (const [i, text] of bucket.entries()) {
      for (let j = i - 1; j >= Math.max(0, i - reachOf(states[text] as number)); j--) {
        compare(text, bucket[j] as number);
      }
    }
    if (!isOneSet(bucket, sets)) markPartly(bucket);
  };
  const markPartly = (bucket: readonly number[]): void => {
    for (const text of bucket) {
      const state = states[text] as number;
      if (state < PARTLY) partlyCompared += 1;
      states[text] = state | PARTLY;
    }
  };
  return {
    join(bucket) {
      if (isOneSet(bucket, sets)) return;
      if (bucket.length <= MOST_COMPARISONS + 1) joinAll(bucket);
      else joinSome(bucket);
    },
    get partlyCompared() {
      return partlyCompared;
    },
  };
}

function isOneSet(bucket: readonly number[], sets: DisjointSets): boolean {
  const first = sets.find(bucket[0] as number);
  return bucket.every((text) => sets.find(text) === first);
}

const failuresOf = (state: number): number => state & ~PARTLY;
const reachOf = (state: number): number =>
  failuresOf(state) < TOO_OFTEN ? MOST_COMPARISONS : FEW_COMPARISONS;
const withFailure = (state: number): number => (failuresOf(state) < TOO_OFTEN ? state + 1 : state);

/** Counts for pairs of sets; forgets them all now and then, so that they never fill the memory. */
function pairCounts(count: number) {
  const counts = new Map<number, number>();
  const key = (a: number, b: number): number => Math.min(a, b) * count + Math.max(a, b);
  return {
    of: (a: number, b: number): number => counts.get(key(a, b)) ?? 0,
    add(a: number, b: number): void {
      if (counts.size >= MOST_PAIRS) counts.clear();
      counts.set(key(a, b), (counts.get(key(a, b)) ?? 0) + 1);
    },
  };
}
