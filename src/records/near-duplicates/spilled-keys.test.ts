import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { spilledKeys } from "./spilled-keys.js";

const path = temporaryFolder();

test("keys come back band by band, those in the file and those still in memory", () => {
  const bands = 3;
  const store = spilledKeys(path("keys"), bands);
  const keyOf = (text: number, band: number): number => (text * 2654435761 + band) >>> 0;
  // Two blocks are in the file then, the third is begun.
  const count = 40_000;
  for (let text = 0; text < count; text++) {
    store.add((keys, first, stride) => {
      for (let band = 0; band < bands; band++) keys[first + band * stride] = keyOf(text, band);
    });
  }
  for (let band = 0; band < bands; band++) {
    const found: number[] = [];
    for (const piece of store.band(band)) found.push(...piece);
    expect(found).toEqual(Array.from({ length: count }, (_, text) => keyOf(text, band)));
  }
  store.close();
});
