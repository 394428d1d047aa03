import fc from "fast-check";
import { describe, expect, test } from "vitest";
import fixture from "../../../test/fixtures/entities.json" with { type: "json" };
import {
  fixtureTokenizer,
  knownWords,
  splitsSign,
  tokenizerNames,
  tokensOfWord,
} from "../../../test/known-words.js";
import { tinyBert } from "../../../test/tiny-bert.js";
import { loadTokenizer } from "../../tokenizer/index.js";
import { aggregations } from "./aggregations.js";
import { decodeEntities } from "./decode-entities.js";
import { encodeTexts } from "./encode-texts.js";
import { tagOf } from "./tags.js";

const { labels, cases } = fixture;
const tokenizer = await loadTokenizer(tinyBert);
const encode = (text: string, maxLength = 64) =>
  encodeTexts([{ text, row: 0, entities: [] }], undefined, tokenizer, { maxLength });

describe("as transformers' pipeline", () => {
  test.each(cases)("$text", async ({ text, ids, logits, found }) => {
    const { examples, references } = await encode(text);
    const [reference] = references;
    expect([...(examples[0]?.tokenIds ?? [2, 3])]).toEqual(ids);
    // Special tokens have a row too.
    const padded = Float32Array.from([...labels.map(() => 0), ...logits, ...labels.map(() => 0)]);
    for (const aggregation of aggregations) {
      const came = decodeEntities(reference ?? expect.fail("none"), [padded], labels, {
        aggregation,
        offsetUnit: "codepoint",
      });
      const shown = came.map(({ word, ...rest }) => rest);
      const wanted = found[aggregation].map(({ score, ...rest }) => ({
        ...rest,
        score: expect.closeTo(score, 4),
      }));
      expect(shown, aggregation).toEqual(wanted);
    }
  });
});

const signs = fc.constantFrom(
  ..."ab é e\u0301 的 房 間 😀 👩‍👩‍👧 ＡＢ １ 𠮷 , . カ タ ไ ท ย \u200b \ufeff \u00a0 soup station".split(
    " ",
  ),
  " ",
  "\n",
  "\ud800",
);
const texts = fc.array(signs, { maxLength: 60 }).map((pieces) => pieces.join(""));

test("the shown text is always the slice, whatever the model says, and no spans overlap", async () => {
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.integer(),
      fc.constantFrom(...aggregations),
      async (text, seed, aggregation) => {
        const { examples, references } = await encode(text, 9);
        const random = fc.sample(fc.double({ min: -3, max: 3, noNaN: true }), {
          seed,
          numRuns:
            1 + examples.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0) * labels.length,
        });
        let next = 0;
        const outputs = examples.map(({ tokenIds }) => {
          const size = tokenIds.length * labels.length;
          next += size;
          return Float32Array.from(random.slice(next - size, next));
        });
        const [reference] = references;
        const came = decodeEntities(reference ?? expect.fail("none"), outputs, labels, {
          aggregation,
        });
        let end = 0;
        for (const entity of came) {
          expect(entity.word).toBe(text.slice(entity.start, entity.end));
          expect(entity.word).not.toBe("");
          expect(splitsSign(text, entity.start) || splitsSign(text, entity.end)).toBe(false);
          expect(entity.start).toBeGreaterThanOrEqual(end);
          expect(entity.score).toBeGreaterThan(0);
          end = entity.end;
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.each(tokenizerNames)(
  "a word whose tokens are labelled is the entity, at its place: %s",
  async (name) => {
    const own = await fixtureTokenizer(name);
    await fc.assert(
      fc.asyncProperty(knownWords, async (known) => {
        const { text, start, end } = known;
        // As it is taught: the first token of a word has its label, be it the space in front.
        const { space, last } = await tokensOfWord(own, known);
        const given = [{ text, row: 0, entities: [] }];
        const { examples, references } = await encodeTexts(given, undefined, own, {
          maxLength: 40,
        });
        const [reference = expect.fail("none")] = references;
        const outputs = reference.windows.map(({ first: from, skipped }, window) => {
          const count = examples[window]?.tokenIds.length ?? 0;
          const logits = new Float32Array(count * labels.length);
          for (let row = 0; row < count; row++) {
            const token = row - skipped + from;
            const isOf = token >= space && token <= last;
            const label = !isOf ? "O" : token === space ? "B-LOC" : "I-LOC";
            logits[row * labels.length + labels.indexOf(label)] = 9;
          }
          return logits;
        });
        const found = decodeEntities(reference, outputs, labels);
        expect(found.map(({ score, ...rest }) => rest)).toEqual([
          { entity_group: "LOC", word: known.words[known.chosen], start, end },
        ]);
      }),
      { numRuns: 200 },
    );
  },
);

test("a CRF keeps entities legal and its scores are probabilities", async () => {
  const text = "房间 near the station";
  const { references, examples } = await encode(text);
  const crf = {
    moves: {
      starts: [true, true, false, true, false],
      follows: labels.map((from) =>
        labels.map((to) => tagOf(to).prefix !== "I" || tagOf(from).type === tagOf(to).type),
      ),
    },
    transitions: new Float32Array(25),
    starts: new Float32Array(5),
    ends: new Float32Array(5),
  };
  const size = (examples[0]?.tokenIds.length ?? 0) * labels.length;
  // I-LOC everywhere: the first word must begin the entity.
  const outputs = Float32Array.from({ length: size }, (_, i) => (i % 5 === 4 ? 6 : 0));
  const [reference] = references;
  const came = decodeEntities(reference ?? expect.fail("none"), [outputs], labels, { crf });
  expect(came).toEqual([
    { entity_group: "LOC", word: text, start: 0, end: text.length, score: expect.any(Number) },
  ]);
  expect(came[0]?.score).toBeGreaterThan(0.9);
});

test("without a model there is nothing to find", async () => {
  const { references, examples } = await encode("");
  expect(examples).toEqual([]);
  expect(decodeEntities(references[0] ?? expect.fail("none"), [], labels)).toEqual([]);
});
