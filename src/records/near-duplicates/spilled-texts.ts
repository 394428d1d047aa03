import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "./spilled-keys.js";

/** Texts in files, numbered as they come. */
export interface SpilledTexts {
  add(texts: readonly string[]): void;
  text(number: number): string;
  close(): void;
}

/** Room that is made for a text beyond its need, so that most others fit in too. */
const SPARE_BYTES = 4096;

/** An empty store of texts: their bytes one behind the other, and where each of them ends. */
export function spilledTexts(folder: string): SpilledTexts {
  const texts = openSync(join(folder, "texts"), "wx+");
  // `[n + 1]` float64: where each text begins, and the last one ends.
  const places = openSync(join(folder, "places"), "wx+");
  writeWhole(places, bytesOf(Float64Array.of(0)));
  let end = 0;
  let buffer = Buffer.alloc(SPARE_BYTES);
  const place = new Float64Array(2);
  return {
    add(added) {
      const written = added.map((text) => Buffer.from(text));
      const ends = Float64Array.from(written, ({ length }) => {
        end += length;
        return end;
      });
      writeWhole(texts, Buffer.concat(written));
      writeWhole(places, bytesOf(ends));
    },
    // Not asked of another thread: that takes ten times as long as the reading.
    text(number) {
      readSync(places, place, 0, place.byteLength, number * Float64Array.BYTES_PER_ELEMENT);
      const [from = 0, to = 0] = place;
      if (to - from > buffer.length) buffer = Buffer.alloc(to - from + SPARE_BYTES);
      readSync(texts, buffer, 0, to - from, from);
      return buffer.toString("utf8", 0, to - from);
    },
    close() {
      closeSync(texts);
      closeSync(places);
    },
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
