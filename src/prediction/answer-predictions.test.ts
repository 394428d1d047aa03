import { expect, test } from "vitest";
import { SeededNumbers } from "../../test/seeded-numbers.js";
import { tinyBert } from "../../test/tiny-bert.js";
import type { Example } from "../base/index.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { type AnswerOptions, predictAnswers } from "./answer-predictions.js";

const tokenizer = await loadTokenizer(tinyBert);
const context =
  "our guide was near the station and the staff was in the garden on the day after ".repeat(4);

/** Answers of made logits, the same for every call: windows of different scales of probability. */
async function answered(tuned: number | undefined, options: AnswerOptions = {}) {
  const windows: Example[] = [];
  const numbers = new SeededNumbers(5);
  const outputs = async (examples: readonly Example[]) => {
    windows.push(...examples);
    return examples.map(({ tokenIds }, window) =>
      Float32Array.from({ length: tokenIds.length * 2 }, () => numbers.share() * (window + 2)),
    );
  };
  const encoding = { stride: 4 };
  const reader = { tokenizer, maxLength: 24, positions: 64, encoding, outputs };
  const decided = tuned === undefined ? undefined : { noAnswerThreshold: tuned };
  const asked = [{ question: "where is it?", context }];
  const [answers = []] = await predictAnswers(asked, { ...reader, tuned: decided }, options);
  expect(windows.length).toBeGreaterThan(3);
  return answers;
}

test("where no first and last token fit together the answer is the empty one", async () => {
  // The likeliest first token is the last of its window, and the other way round.
  const outputs = async (examples: readonly Example[]) =>
    examples.map(({ tokenIds }) =>
      Float32Array.from({ length: tokenIds.length * 2 }, (_, at) => (at % 2 === 0 ? at : -at)),
    );
  const reader = { tokenizer, maxLength: 24, positions: 64, encoding: { stride: 4 }, outputs };
  const questions = [
    { question: "where is it?", context },
    { question: "", context },
  ];
  const options = { nBest: 1 };
  const [answers, unread] = await predictAnswers(questions, { ...reader, tuned: {} }, options);
  expect(answers).toEqual([{ answer: "", score: expect.any(Number), start: 0, end: 0 }]);
  expect(unread).toEqual([]);
});

test("a threshold leaves the answers of several windows in their order, by the sum of their logits", async () => {
  const bySum = await answered(undefined);
  // Probabilities of different windows are in another order: else this would tell nothing.
  const others = bySum.slice(1);
  expect([...others].sort((a, b) => b.score - a.score)).not.toEqual(others);
  for (const threshold of [-1e6, 0, 1e6]) {
    const answers = await answered(threshold);
    expect(answers.filter(({ answer }) => answer !== "")).toEqual(bySum);
    const place = answers.findIndex(({ answer }) => answer === "");
    // The logits of `[CLS]` are below those of the best answer.
    expect(place > 0).toBe(threshold >= 0);
  }
  expect(await answered(1e6, { topK: 2 })).toEqual((await answered(1e6)).slice(0, 2));
});
