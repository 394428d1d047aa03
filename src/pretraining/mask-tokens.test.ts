import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryCorpus } from "../../test/memory-corpus.js";
import { type MaskSettings, maskTokens } from "./mask-tokens.js";
import type { Segments } from "./segments.js";

const specialIds = { pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 };
const settings: MaskSettings = {
  rate: 0.15,
  wholeWords: true,
  seed: 42,
  vocabularySize: 1000,
  specialIds,
  // The last was added to the vocabulary.
  special: new Set([0, 1, 2, 3, 4, 7]),
};

// Special ones often.
const id = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 999 }));
const words = fc.array(fc.array(id, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 40,
});
const isSpecial = (id: number): boolean => [0, 1, 2, 3, 4, 7].includes(id);

/** Words with the place of their first token in a sequence with special tokens. */
function placesOfWords(lists: readonly (readonly (readonly number[])[])[]) {
  let place = 1;
  return lists.flatMap((list) => {
    const placed = list.map((word) => {
      const from = place;
      place += word.length;
      return { from, word };
    });
    place += 1;
    return placed;
  });
}

const segmentOf = (list: readonly (readonly number[])[]) => memoryCorpus([[list]]).read(0, 1);

describe("hidden tokens", () => {
  test("are told where they stood, never a special token, and words are whole", () => {
    fc.assert(
      fc.property(words, words, fc.boolean(), fc.nat(), (one, two, isPair, piece) => {
        const first = segmentOf(one);
        const parts: Segments["parts"] = isPair ? [first, segmentOf(two)] : [first];
        const masked = maskTokens({ parts, pairLabel: 1 }, { epoch: 0, piece }, settings);
        const { tokenIds, typeIds, places, labels, pairLabel } = masked;
        const original = [2, ...parts.flatMap(({ ids }) => [...ids, 3])];
        expect(pairLabel).toBe(1);
        expect(tokenIds).toHaveLength(original.length);
        expect([...typeIds]).toEqual([
          0,
          ...parts.flatMap(({ ids }, type) => Array(ids.length + 1).fill(type)),
        ]);
        expect([...places]).toEqual([...places].sort((a, b) => a - b));
        expect([...labels]).toEqual(Array.from(places, (place) => original[place]));
        expect([...labels].filter(isSpecial)).toEqual([]);
        const replaced = Array.from(places, (place) => tokenIds[place] ?? -1);
        expect(replaced.filter((id) => isSpecial(id) && id !== 4)).toEqual([]);
        const chosen = new Set(places);
        tokenIds.forEach((id, place) => {
          if (!chosen.has(place)) expect(id).toBe(original[place]);
        });
        // A special token inside a text cuts a word in two.
        const plain = placesOfWords(isPair ? [one, two] : [one]).filter(
          ({ word }) => !word.some(isSpecial),
        );
        for (const { from, word } of plain) {
          const hidden = word.map((_, at) => chosen.has(from + at));
          expect(new Set(hidden).size).toBe(1);
        }
      }),
    );
  });

  test("are none in a text of special tokens alone", () => {
    const { places, tokenIds } = maskTokens(
      { parts: [segmentOf([[1], [7, 1]])], pairLabel: 0 },
      { epoch: 0, piece: 0 },
      settings,
    );
    expect([...places]).toEqual([]);
    expect([...tokenIds]).toEqual([2, 1, 7, 1, 3]);
  });

  const long = segmentOf(
    Array.from({ length: 100 }, (_, at) => Array.from({ length: 1 + (at % 3) }, () => 10 + at)),
  );
  const sequences = (given: Partial<MaskSettings>) =>
    Array.from({ length: 400 }, (_, piece) =>
      maskTokens({ parts: [long], pairLabel: 0 }, { epoch: 1, piece }, { ...settings, ...given }),
    );

  test.each([{ wholeWords: true }, { wholeWords: false }])(
    "are 15 % of all, of which 80 % are masked, 10 % another token and 10 % the same: %j",
    (given) => {
      const all = sequences(given);
      const tokens = all.length * long.ids.length;
      const counts = { chosen: 0, masked: 0, same: 0 };
      for (const { tokenIds, places, labels } of all) {
        counts.chosen += places.length;
        places.forEach((place, at) => {
          counts.masked += Number(tokenIds[place] === 4);
          counts.same += Number(tokenIds[place] === labels[at]);
        });
      }
      // Five deviations of binomial numbers; words of up to three tokens go together.
      const near = (share: number, wanted: number, count: number): void => {
        expect(Math.abs(share - wanted)).toBeLessThan(
          5 * Math.sqrt((3 * wanted * (1 - wanted)) / count),
        );
      };
      near(counts.chosen / tokens, 0.15, tokens);
      near(counts.masked / counts.chosen, 0.8, counts.chosen);
      near(counts.same / counts.chosen, 0.1, counts.chosen);
    },
  );

  test("are a function of seed, epoch and piece, each of which changes them", () => {
    const at = (epoch: number, piece: number, seed = 42) =>
      maskTokens({ parts: [long], pairLabel: 0 }, { epoch, piece }, { ...settings, seed });
    expect(at(3, 5)).toEqual(at(3, 5));
    for (const other of [at(4, 5), at(3, 6), at(3, 5, 43)]) {
      expect([...other.places]).not.toEqual([...at(3, 5).places]);
    }
  });
});
