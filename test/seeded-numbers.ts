/**
 * The numbers of test/fixtures/seeded_numbers.py: both sides make the same cases from a seed, so that
 * fixtures hold results alone. A linear congruential generator modulo 2^32 (Numerical Recipes).
 */
export class SeededNumbers {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 2654435761) >>> 0;
  }

  /** From 0 to below 1. */
  share(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.share() * count);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  list<T>(length: number, make: () => T): T[] {
    return Array.from({ length }, make);
  }
}

/** One number that changes with each of the values: `sum_i sqrt(i + 2) v_i`. */
export function digest(values: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + Math.sqrt(index + 2) * value, 0);
}
