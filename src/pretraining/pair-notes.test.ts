import { expect, test } from "vitest";
import { memoryCorpus } from "../../test/memory-corpus.js";
import { pairNotes } from "./pair-notes.js";
import { fewestTokens, type PairKind, type SegmentSource } from "./segments.js";
import { cutPieces } from "./sequence-plan.js";

/** A corpus of sentences of so many tokens, of which every piece is taken. */
function sourceOf(pairs: PairKind, lengths: readonly (readonly number[])[]): SegmentSource {
  const corpus = memoryCorpus(
    lengths.map((sentences) => sentences.map((length) => Array.from({ length }, () => [9]))),
  );
  const pieces = cutPieces(corpus, 6, fewestTokens(pairs));
  const others = Int32Array.from({ length: pieces.count }, (_, piece) => piece);
  return { corpus, pieces, others, pairs, seed: 1 };
}

const two = [[4, 4], [4]];
const one = [[4, 4, 4]];
const same = "so second segments that do not follow are of the same document";

test.each([
  ["nsp", two, two, []],
  ["nsp", one, two, [`pairs nsp: one document is all there is for training, ${same}`]],
  ["nsp", two, one, [`pairs nsp: one document is all there is for validation, ${same}`]],
  [
    "nsp",
    one,
    one,
    [`pairs nsp: one document is all there is for training and validation, ${same}`],
  ],
  ["sop", one, one, []],
  ["none", [[1]], one, []],
  [
    "sop",
    [[4, 4, 4], [1]],
    [[7]],
    ["pairs sop: 2 sequences of a single token left out; a pair takes two"],
  ],
  ["sop", two, [[7], [2]], ["pairs sop: 1 sequence of a single token left out; a pair takes two"]],
] as const)("pairs %s of %j and %j", (pairs, train, validation, notes) => {
  expect(pairNotes(sourceOf(pairs, train), sourceOf(pairs, validation))).toEqual(notes);
});

test("what is left out of one corpus counts once", () => {
  const source = sourceOf("nsp", [[4], [1], [5]]);
  const [note] = pairNotes(source, { ...source, others: Int32Array.of(0) });
  expect(note).toContain(" 1 sequence of a single token");
});
