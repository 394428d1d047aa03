/**
 * Counter-based random numbers: value i of a stream is a function of (seed, stream, i) alone,
 * so that a resumed run draws what the uninterrupted one drew, with no state to save.
 *
 * Philox4x32-10 of Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** High 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle >>> 16) + (((aLow * bHigh + (middle & 0xffff)) / 0x10000) >>> 0);
  return (aHigh * bHigh + carry) >>> 0;
}

/**
 * One Philox block: four unsigned 32-bit numbers for a counter and a key, written into `out`.
 *
 * @param out - receives 4 values
 * @param counter - 4 words
 * @param key - 2 words
 */
export function philox(
  out: Uint32Array,
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** A stream of random numbers, fixed by a seed and what it is for. */
export interface RandomStream {
  /** The next unsigned 32-bit number. */
  nextUint32(): number;
  /** The next number in [0, 1), with 32 random bits. */
  nextUniform(): number;
  /** The next whole number in [0, limit), without bias. */
  nextInteger(limit: number): number;
  /** The next number of the standard normal distribution. */
  nextNormal(): number;
}

/** 32-bit FNV-1a hash of a name, so that streams are told apart by what they are for. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * The stream of random numbers for a purpose.
 *
 * @param seed - the run's seed, a whole number
 * @param purpose - what the numbers are for, such as `"order"` or `"dropout"`
 * @param indices - up to two whole numbers that tell streams of one purpose apart, such as the epoch
 *
 * @example
 * const order = randomStream(42, "order", 0);
 * order.nextInteger(10); // the same number in every run
 */
export function randomStream(
  seed: number,
  purpose: string,
  ...indices: readonly [] | readonly [number] | readonly [number, number]
): RandomStream {
  const key = [seed >>> 0, hashName(purpose)] as const;
  const [first = 0, second = 0] = indices;
  const block = new Uint32Array(4);
  let counter = 0;
  let used = 4;
  const nextUint32 = (): number => {
    if (used === 4) {
      philox(block, [counter >>> 0, Math.floor(counter / 2 ** 32), first >>> 0, second >>> 0], key);
      counter += 1;
      used = 0;
    }
    const value = block[used] as number;
    used += 1;
    return value;
  };
  const nextUniform = (): number => nextUint32() / 2 ** 32;
  const nextInteger = (limit: number): number => {
    // Numbers above the largest multiple of `limit` would favour the small remainders.
    const ceiling = 2 ** 32 - (2 ** 32 % limit);
    let value = nextUint32();
    while (value >= ceiling) value = nextUint32();
    return value % limit;
  };
  // Box and Muller 1958; 1 - u keeps the logarithm finite.
  const nextNormal = (): number =>
    Math.sqrt(-2 * Math.log(1 - nextUniform())) * Math.cos(2 * Math.PI * nextUniform());
  return { nextUint32, nextUniform, nextInteger, nextNormal };
}

/** The numbers 0 to `count - 1` in random order (Fisher and Yates). */
export function permutation(count: number, random: RandomStream): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
  return order;
}
