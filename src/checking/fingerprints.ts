/** Many 32-bit numbers, in blocks, so that growing copies nothing. */
export interface Words {
  get(place: number): number;
  set(place: number, word: number): void;
}

const BLOCK_BITS = 16;
const BLOCK = 2 ** BLOCK_BITS;

export function growingWords(): Words {
  const blocks: Uint32Array[] = [];
  return {
    get: (place) => blocks[place >>> BLOCK_BITS]?.[place & (BLOCK - 1)] ?? 0,
    set(place, word) {
      const index = place >>> BLOCK_BITS;
      let block = blocks[index];
      if (block === undefined) {
        block = new Uint32Array(BLOCK);
        blocks[index] = block;
      }
      block[place & (BLOCK - 1)] = word;
    },
  };
}

/** The distinct hashes of 64 bits, numbered as they came. */
export interface Fingerprints {
  readonly size: number;
  /** The number of a hash, from 0; equal to the size before the call where it is new. */
  placeOf(low: number, high: number): number;
  /** Gives up the memory; only the size stays. */
  forget(): void;
}

/** Open addressing with linear steps over numbers of entries; 12 to 20 bytes for each hash. */
export function fingerprints(): Fingerprints {
  let lows = growingWords();
  let highs = growingWords();
  let slots = new Int32Array(2 ** 12);
  let size = 0;

  const grow = (): void => {
    slots = new Int32Array(slots.length * 2);
    const mask = slots.length - 1;
    for (let place = 0; place < size; place++) {
      let slot = lows.get(place) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = place + 1;
    }
  };
  return {
    get size() {
      return size;
    },
    placeOf(low, high) {
      const mask = slots.length - 1;
      let slot = low & mask;
      for (;;) {
        const place = (slots[slot] as number) - 1;
        if (place < 0) break;
        if (lows.get(place) === low && highs.get(place) === high) return place;
        slot = (slot + 1) & mask;
      }
      const place = size;
      lows.set(place, low);
      highs.set(place, high);
      slots[slot] = place + 1;
      size += 1;
      if (size > slots.length * 0.6) grow();
      return place;
    },
    forget() {
      lows = growingWords();
      highs = growingWords();
      slots = new Int32Array(0);
    },
  };
}
