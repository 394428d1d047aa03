import { brokenWeights } from "../weights-fault.js";

/** Reads bytes one after another. */
export interface ByteReader {
  /** The place of the next byte. */
  readonly at: () => number;
  readonly byte: () => number;
  readonly uint16: () => number;
  readonly int32: () => number;
  readonly uint32: () => number;
  /** A length of 64 bits: above what is left is an error. */
  readonly length64: () => number;
  readonly double: () => number;
  readonly bytes: (count: number) => Uint8Array;
  /** Text in UTF-8. */
  readonly text: (count: number) => string;
  /** Text in UTF-8 up to a line feed, which is passed over. */
  readonly line: () => string;
}

/**
 * A reader of bytes that begins at a place of them.
 *
 * @throws WEIGHTS_BROKEN when more is asked for than there is
 */
export function byteReader(content: Uint8Array, start: number, file: string): ByteReader {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let place = start;
  const take = (count: number): number => {
    if (count > content.length - place) {
      throw brokenWeights(file, `its pickle ends at byte ${content.length}, in the middle`);
    }
    place += count;
    return place - count;
  };
  const bytes = (count: number): Uint8Array => {
    const from = take(count);
    return content.subarray(from, from + count);
  };
  const text = (count: number): string => new TextDecoder().decode(bytes(count));
  return {
    at: () => place,
    byte: () => view.getUint8(take(1)),
    uint16: () => view.getUint16(take(2), true),
    int32: () => view.getInt32(take(4), true),
    uint32: () => view.getUint32(take(4), true),
    length64: () => Number(view.getBigUint64(take(8), true)),
    double: () => view.getFloat64(take(8), false),
    bytes,
    text,
    line: () => {
      const end = content.indexOf(0x0a, place);
      const line = text((end < 0 ? content.length : end) - place);
      take(1);
      return line;
    },
  };
}
