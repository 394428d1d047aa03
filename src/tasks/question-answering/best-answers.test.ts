import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fixtureTokenizer,
  knownWords,
  splitsSign,
  tokenizerNames,
  tokensOfWord,
} from "../../../test/known-words.js";
import { unreachable } from "../../base/index.js";
import type { Tokenizer } from "../../tokenizer/index.js";
import { bestAnswers, type ReadWindow } from "./best-answers.js";
import { type EncodedWindow, encodeQuestions } from "./encode-questions.js";
import { questionWindows, type WindowSettings } from "./question-windows.js";

const pieces = [
  "the soup ",
  "😀",
  "👩‍👩‍👧 ",
  "𠮷野家",
  "房间很好",
  "e\u0301te\u0301 ",
  "ＦＵＬＬ ",
  "\u200b",
  "ﬁne ",
  "İ",
  "\n",
  "a-b",
  "🇨🇳",
];
const contexts = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 4 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((parts) => parts.join(""));

/** The windows of a context as prediction reads them. */
async function readWindows(
  context: string,
  tokenizer: Tokenizer,
  settings: WindowSettings,
  logitAt: (window: EncodedWindow, token: number, side: number) => number,
): Promise<ReadWindow[]> {
  const asked = { row: 0, question: "was it?", context };
  const { examples, windows } = await encodeQuestions([asked], tokenizer, settings);
  return (windows[0] ?? []).map((window, place): ReadWindow => {
    const { tokenIds, offsets = new Int32Array(0) } = examples[place] ?? unreachable("a window");
    const logits = Float32Array.from({ length: tokenIds.length * 2 }, (_, at) =>
      logitAt(window, Math.floor(at / 2) - window.before + window.first, at % 2),
    );
    return { ...window, offsets, logits };
  });
}

const numbers = fc.infiniteStream(fc.double({ min: -9, max: 9, noNaN: true }));

describe.each(tokenizerNames)("with the tokenizer of %s", (name) => {
  const loaded = fixtureTokenizer(name);

  test("every answer is the slice of its context that its places name, and splits no character", async () => {
    const tokenizer = await loaded;
    await fc.assert(
      fc.asyncProperty(contexts, numbers, async (context, stream) => {
        const settings = { maxLength: 24, docStride: 6 };
        const read = await readWindows(context, tokenizer, settings, () => stream.next().value);
        const { answers } = bestAnswers(context, read, { nBest: 20, maxAnswerLength: 8 });
        for (const { answer, start, end, score } of answers) {
          expect(answer).toBe(context.slice(start, end));
          expect(answer.length).toBeGreaterThan(0);
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(1);
          expect([start, end].map((border) => splitsSign(context, border))).toEqual([false, false]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a word whose tokens are the likeliest is the answer, at its place", async () => {
    const tokenizer = await loaded;
    await fc.assert(
      fc.asyncProperty(knownWords, numbers, async (known, stream) => {
        const { first, last } = await tokensOfWord(tokenizer, known);
        // Windows that show every word whole where it is read.
        const settings = { maxLength: 120, docStride: 56 };
        const read = await readWindows(known.text, tokenizer, settings, (_, token, side) =>
          token === [first, last][side] ? 30 : stream.next().value,
        );
        const { answers } = bestAnswers(known.text, read, { nBest: 20, maxAnswerLength: 30 });
        const { start, end } = known;
        expect(answers[0]).toMatchObject({ answer: known.words[known.chosen], start, end });
      }),
      { numRuns: 200 },
    );
  });
});

test("the best answer is the one that trying every pair of tokens finds", () => {
  const length = 12;
  const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
    minLength: length * 2,
    maxLength: length * 2,
  });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 9 }), (values, maxAnswerLength) => {
      // [CLS] q [SEP], eight tokens of one letter each, [SEP]
      const offsets = new Int32Array(length * 2);
      for (let token = 0; token < 8; token++) offsets.set([token, token + 1], (token + 3) * 2);
      const logits = Float32Array.from(values);
      const window = { offsets, first: 0, count: 8, before: 3, logits };
      const found = bestAnswers("abcdefgh", [window], { nBest: 20, maxAnswerLength });
      let most = Number.NEGATIVE_INFINITY;
      for (let start = 0; start < 8; start++) {
        for (let end = start; end < Math.min(8, start + maxAnswerLength); end++) {
          const sum = Number(logits[(start + 3) * 2]) + Number(logits[(end + 3) * 2 + 1]);
          most = Math.max(most, sum);
        }
      }
      expect(found.noAnswerMargin).toBeCloseTo(Number(logits[0]) + Number(logits[1]) - most, 10);
      const sums = found.answers.map(
        ({ start, end }) => Number(logits[(start + 3) * 2]) + Number(logits[(end + 2) * 2 + 1]),
      );
      const noAnswerSum = Number(logits[0]) + Number(logits[1]);
      expect(found.noAnswerRank).toBe(sums.filter((sum) => sum > noAnswerSum).length);
      const shareOf = (side: number, token: number): number => {
        const shown = [0, 3, 4, 5, 6, 7, 8, 9, 10].map((at) =>
          Math.exp(Number(logits[at * 2 + side])),
        );
        const total = shown.reduce((sum, one) => sum + one, 0);
        return Math.exp(Number(logits[token * 2 + side])) / total;
      };
      expect(found.noAnswerScore).toBeCloseTo(shareOf(0, 0) * shareOf(1, 0), 10);
      const [{ start, end, score } = unreachable("an answer")] = found.answers;
      // Equal sums may have equal rights.
      expect(Number(logits[(start + 3) * 2]) + Number(logits[(end + 2) * 2 + 1])).toBeCloseTo(
        most,
        12,
      );
      expect(score).toBeCloseTo(shareOf(0, start + 3) * shareOf(1, end + 2), 10);
    }),
  );
});

test("an answer that several tokens share is told once", async () => {
  const context = "高兴 😀 é";
  const windows = await readWindows(
    context,
    await fixtureTokenizer("tiny-roberta"),
    { maxLength: 64, docStride: 8 },
    (_, token, side) => Math.sin(token * 3 + side),
  );
  const { answers } = bestAnswers(context, windows, { nBest: 20, maxAnswerLength: 30 });
  const places = answers.map(({ start, end }) => `${start} ${end}`);
  expect(places.length).toBeGreaterThan(3);
  expect(new Set(places).size).toBe(places.length);
});

test("there is no answer without windows", () => {
  expect(bestAnswers("", [], { nBest: 20, maxAnswerLength: 30 }).answers).toEqual([]);
});

test("the answer behind 100,000 words is found in its window", async () => {
  const tokenizer = await fixtureTokenizer("tiny-bert");
  const context = `${"soup ".repeat(100_000)}our bus is near the station`;
  const [encoding = unreachable("one pair")] = await tokenizer.encode([["where?", context]], {
    maxLength: 2 ** 30,
    offsets: true,
  });
  const windows = questionWindows(encoding, { maxLength: 384, docStride: 128 }) ?? [];
  expect(windows.length).toBeGreaterThan(400);
  const [from, to] = [context.indexOf("near"), context.length];
  const read = windows.map((window): ReadWindow => {
    const logits = new Float32Array(window.tokenIds.length * 2);
    for (let token = window.before; token < window.before + window.count; token++) {
      if (window.offsets[token * 2] === from) logits[token * 2] = 5;
      if (window.offsets[token * 2 + 1] === to) logits[token * 2 + 1] = 5;
    }
    return { ...window, logits };
  });
  const { answers } = bestAnswers(context, read, { nBest: 20, maxAnswerLength: 30 });
  expect(answers[0]).toMatchObject({ answer: "near the station", start: from, end: to });
});
