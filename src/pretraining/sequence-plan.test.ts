import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryCorpus } from "../../test/memory-corpus.js";
import { fewestTokens, type SegmentSource, segmentsOf } from "./segments.js";
import { cutPieces } from "./sequence-plan.js";
import { validationPieces } from "./validation-pieces.js";

const documentsOf = fc.array(
  fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }),
  { minLength: 1, maxLength: 30 },
);

/** A corpus whose every token has a number of its own; all words have one token. */
function numbered(lengths: readonly (readonly number[])[]) {
  let next = 5;
  return memoryCorpus(
    lengths.map((sentences) => sentences.map((length) => Array.from({ length }, () => [next++]))),
  );
}

const sourceOf = (
  corpus: ReturnType<typeof numbered>,
  room: number,
  pairs: SegmentSource["pairs"],
): SegmentSource => {
  const pieces = cutPieces(corpus, room);
  const others = Int32Array.from({ length: pieces.count }, (_, piece) => piece);
  return { corpus, pieces, others, pairs, seed: 7 };
};

describe("pieces of a corpus", () => {
  test("hold every token once, in order, never more than there is room for, never of two documents", () => {
    fc.assert(
      fc.property(documentsOf, fc.integer({ min: 2, max: 40 }), (lengths, room) => {
        const corpus = numbered(lengths);
        const source = sourceOf(corpus, room, "none");
        const tokens: number[] = [];
        for (let piece = 0; piece < source.pieces.count; piece++) {
          const [{ ids }] = segmentsOf(piece, 0, source).parts;
          expect(ids.length).toBe(source.pieces.length[piece]);
          expect(ids.length).toBeLessThanOrEqual(room);
          tokens.push(...ids);
        }
        expect(tokens).toEqual(Array.from({ length: corpus.tokens }, (_, at) => 5 + at));
      }),
    );
  });

  test("take as many sentences of a document as fit", () => {
    const { first, end, skipped, length } = cutPieces(numbered([[3, 4, 5], [12, 2], [1]]), 8);
    const table = Array.from(first, (_, at) => [first[at], end[at], skipped[at], length[at]]);
    expect(table).toEqual([
      [0, 2, 0, 7],
      [2, 3, 0, 5],
      [3, 4, 0, 8],
      [3, 4, 8, 4],
      [4, 5, 0, 2],
      [5, 6, 0, 1],
    ]);
  });
});

describe("pairs of segments", () => {
  test.each(["nsp", "sop"] as const)(
    "%s: none is empty, and single tokens are in none",
    (pairs) => {
      fc.assert(
        fc.property(documentsOf, fc.integer({ min: 5, max: 12 }), (lengths, room) => {
          const texts = numbered([...lengths, [1], [room + 1]]);
          const all = cutPieces(texts, room);
          const pieces = cutPieces(texts, room, fewestTokens(pairs));
          const singles = all.length.filter((tokens) => tokens === 1).length;
          expect(pieces.leftOut).toBe(singles);
          expect([...pieces.length]).toEqual([...all.length].filter((tokens) => tokens > 1));
          const source = { ...sourceOf(texts, room, pairs), pieces };
          const others = Int32Array.from({ length: pieces.count }, (_, piece) => piece);
          for (const piece of others) {
            const { parts } = segmentsOf(piece, 0, { ...source, others });
            expect(Math.min(...parts.map(({ ids }) => ids.length))).toBeGreaterThan(0);
            expect(parts).toHaveLength(2);
          }
        }),
      );
    },
  );

  const corpus = numbered(Array.from({ length: 40 }, (_, at) => [4, 3 + (at % 5), 6, 2]));

  test("are the next sentences in half of all cases, else the beginning of another document's piece", () => {
    const source = sourceOf(corpus, 12, "nsp");
    let apart = 0;
    const { count } = source.pieces;
    for (let piece = 0; piece < count; piece++) {
      const { parts, pairLabel } = segmentsOf(piece, 0, source);
      const [one, two] = parts;
      expect(two).toBeDefined();
      expect(one.ids.length + (two?.ids.length ?? 0)).toBeLessThanOrEqual(12);
      const follows = two?.ids[0] === (one.ids.at(-1) ?? 0) + 1;
      expect(follows).toBe(pairLabel === 0);
      apart += pairLabel;
    }
    expect(Math.abs(apart / count - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / count));
  });

  test("change places in half of all cases where their order is learnt", () => {
    const source = sourceOf(corpus, 12, "sop");
    let swapped = 0;
    const { count } = source.pieces;
    for (let piece = 0; piece < count; piece++) {
      const { parts, pairLabel } = segmentsOf(piece, 3, source);
      const whole = pairLabel === 1 ? [parts[1], parts[0]] : parts;
      const tokens = whole.flatMap((part) => [...(part?.ids ?? [])]);
      const [first = 0] = tokens;
      expect(tokens).toEqual(tokens.map((_, at) => first + at));
      swapped += pairLabel;
    }
    expect(Math.abs(swapped / count - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / count));
  });

  test("are others in another epoch, and the same in the same", () => {
    const source = sourceOf(corpus, 12, "nsp");
    const labels = (epoch: number) =>
      Array.from({ length: 60 }, (_, piece) => segmentsOf(piece, epoch, source).pairLabel);
    expect(labels(0)).toEqual(labels(0));
    expect(labels(0)).not.toEqual(labels(1));
  });
});

describe("validation pieces", () => {
  test("are whole documents where there are many, about the asked share of the tokens", () => {
    const corpus = numbered(Array.from({ length: 200 }, (_, at) => [5 + (at % 20), 7]));
    const pieces = cutPieces(corpus, 10);
    const { train, validation, unit } = validationPieces(pieces, 0.1, 1);
    expect(unit).toBe("documents");
    const documents = (list: Int32Array) => new Set(Array.from(list, (at) => pieces.document[at]));
    const shared = [...documents(train)].filter((at) => documents(validation).has(at));
    expect(shared).toEqual([]);
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(
      Array.from({ length: pieces.count }, (_, at) => at),
    );
    const tokens = validation.reduce((sum, at) => sum + (pieces.length[at] ?? 0), 0);
    expect(tokens / corpus.tokens).toBeGreaterThan(0.08);
    expect(tokens / corpus.tokens).toBeLessThan(0.15);
  });

  test("are never far more than was asked for, and the smallest document where all are", () => {
    const one = [...Array(19).fill([10]), Array(200).fill(10)];
    const pieces = cutPieces(numbered(one), 10);
    for (let seed = 0; seed < 30; seed++) {
      expect(validationPieces(pieces, 0.05, seed).train.length).toBeGreaterThan(200);
    }
    const large = cutPieces(
      numbered(Array.from({ length: 30 }, (_, at) => Array(30 - at).fill(9))),
      10,
    );
    const { validation } = validationPieces(large, 0.001, 1);
    expect(Array.from(validation, (at) => large.document[at])).toEqual([29]);
  });

  test("are single pieces of a few documents; one piece leaves none", () => {
    const few = cutPieces(numbered([Array(50).fill(9)]), 10);
    const { train, validation, unit } = validationPieces(few, 0.1, 1);
    expect({ unit, train: train.length, validation: validation.length }).toEqual({
      unit: "pieces",
      train: 45,
      validation: 5,
    });
    const one = cutPieces(numbered([[5]]), 10);
    expect(validationPieces(one, 0.1, 1).validation).toHaveLength(0);
  });

  test("are found among more documents than a map of JavaScript holds", {
    timeout: 300_000,
  }, () => {
    const count = 17_000_000;
    const document = new Int32Array(count);
    for (let at = 0; at < count; at++) document[at] = at;
    const length = new Int32Array(count).fill(3);
    const none = new Float64Array(0);
    const rest = { first: none, end: none, skipped: none, leftOut: 0 };
    const pieces = { count, document, length, ...rest };
    const { train, validation, unit } = validationPieces(pieces, 0.05, 1);
    expect(unit).toBe("documents");
    // 200,000 tokens at most.
    expect([train.length, validation.length]).toEqual([count - 66_667, 66_667]);
  });
});
