/** Numbers in sets that can be joined. */
export interface DisjointSets {
  /** The least number of the set that a number is in. */
  find(number: number): number;
  join(a: number, b: number): void;
  /** The least number of each number's set. Joins after it do not change it. */
  leasts(): Int32Array;
}

/** The numbers below `count`, each in a set of its own (Galler and Fischer 1964). */
export function disjointSets(count: number): DisjointSets {
  const parents = Int32Array.from({ length: count }, (_, number) => number);
  const find = (number: number): number => {
    let at = number;
    let parent = parents[at] as number;
    while (parent !== at) {
      // Halving the path keeps the next walks short.
      const next = parents[parent] as number;
      parents[at] = next;
      at = next;
      parent = parents[at] as number;
    }
    return at;
  };
  return {
    find,
    join(a, b) {
      const [first, second] = [find(a), find(b)];
      if (first !== second) parents[Math.max(first, second)] = Math.min(first, second);
    },
    leasts: () => parents.map((_, number) => find(number)),
  };
}
