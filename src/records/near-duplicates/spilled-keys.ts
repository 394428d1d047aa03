import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** The keys of texts in every band, in a file. */
export interface SpilledKeys {
  /**
   * Adds the keys of a text.
   *
   * @param write - writes them to `keys[first]`, `keys[first + stride]`, ...
   */
  add(write: (keys: Uint32Array, first: number, stride: number) => void): void;
  /** The keys of a band in the order of the texts, in pieces that hold until the next one is asked for. */
  band(band: number): Generator<Uint32Array>;
  close(): void;
}

/** Texts whose keys are written at once. */
const BLOCK = 2 ** 14;

/** An empty file of keys: blocks of `[bands, BLOCK]` numbers, the last of them in memory. */
export function spilledKeys(path: string, bands: number): SpilledKeys {
  const file = openSync(path, "wx+");
  const open = new Uint32Array(bands * BLOCK);
  const piece = new Uint32Array(BLOCK);
  let blocks = 0;
  let inOpen = 0;
  return {
    add(write) {
      if (inOpen === BLOCK) {
        writeWhole(file, new Uint8Array(open.buffer));
        blocks += 1;
        inOpen = 0;
      }
      write(open, inOpen, BLOCK);
      inOpen += 1;
    },
    *band(band) {
      for (let block = 0; block < blocks; block++) {
        readSync(file, piece, 0, piece.byteLength, piece.byteLength * (block * bands + band));
        yield piece;
      }
      yield open.subarray(band * BLOCK, band * BLOCK + inOpen);
    },
    close: () => closeSync(file),
  };
}

/** Writes to the end of a file; the system may take a part only. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
