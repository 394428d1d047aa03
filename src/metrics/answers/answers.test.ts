import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import fixture from "../../../test/fixtures/answer-scores.json" with { type: "json" };
import { digest, SeededNumbers } from "../../../test/seeded-numbers.js";
import {
  chineseAnswerTokens,
  cmrcScores,
  normalizeAnswer,
  squadScores,
  squadV2Scores,
} from "../index.js";
import { latinWords } from "./latin-words.js";

function answer(numbers: SeededNumbers, words: readonly string[], most: number, space: string) {
  return numbers.list(numbers.below(most), () => numbers.pick(words)).join(space);
}

function changed(numbers: SeededNumbers, text: string, words: readonly string[], space: string) {
  const chance = numbers.share();
  if (chance < 0.3) return text;
  if (chance < 0.6) return text + space + numbers.pick(words);
  return answer(numbers, words, 5, space);
}

/** As `questions_of` in make_answer_scores.py. */
function questionsOf(seed: number, words: readonly string[], space: string, withNone: boolean) {
  const numbers = new SeededNumbers(seed);
  return numbers.list(1 + numbers.below(5), () => {
    const prediction = answer(numbers, words, 6, space);
    let count = 1 + numbers.below(3);
    if (withNone && numbers.share() < 0.4) count = 0;
    const references = numbers.list(count, () => changed(numbers, prediction, words, space));
    return { prediction, references, noAnswerScore: numbers.below(8) / 4 - 0.5 };
  });
}

test.each(fixture.normalized)("%j is normalised as in the SQuAD script", (text, expected) => {
  expect(normalizeAnswer(text as string)).toBe(expected);
});

test("SQuAD v1.1: the official script's numbers on generated questions", () => {
  for (const [seed, expected] of fixture.squad.entries()) {
    const scores = squadScores(questionsOf(seed, fixture.english, " ", false));
    expect(digest([scores.exact_match, scores.f1]), `seed ${seed}`).toBeCloseTo(expected, 8);
  }
});

test("SQuAD v2.0: the numbers of squad_evaluate on generated questions", () => {
  const keys = ["exact", "f1", "total"] as const;
  for (const [seed, expected] of fixture.squadV2.entries()) {
    const threshold = [1, 0.25, -0.5][seed % 3] as number;
    const scores = squadV2Scores(questionsOf(seed, fixture.english, " ", true), threshold);
    const values = [
      ...keys.map((key) => scores[key]),
      ...keys.map((key) => scores[`HasAns_${key}`]),
      ...keys.map((key) => scores[`NoAns_${key}`]),
      scores.best_exact,
      scores.best_exact_thresh,
      scores.best_f1,
      scores.best_f1_thresh,
    ];
    expect(digest(values.map((value) => value ?? 0)), `seed ${seed}`).toBeCloseTo(expected, 8);
  }
});

test("SQuAD v2.0 in Chinese: F1 counts characters, exact match the whole answer", () => {
  const questions = [
    { prediction: "北京大", references: ["北京大学"], noAnswerScore: 0 },
    { prediction: "2008年", references: ["2008 年"], noAnswerScore: 0 },
    { prediction: "", references: [], noAnswerScore: 2 },
  ];
  const f1 = (100 / 2) * (6 / 7 + 1);
  expect(squadV2Scores(questions, 1, chineseAnswerTokens)).toMatchObject({
    HasAns_exact: 0,
    HasAns_f1: expect.closeTo(f1, 8),
    NoAns_f1: 100,
    best_f1: expect.closeTo((2 * f1 + 100) / 3, 8),
  });
  expect(squadV2Scores(questions).HasAns_f1).toBe(0);
});

test.each(fixture.segments)("%j is cut as by the CMRC script", (text, expected) => {
  const marks = /[-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』]/gu;
  const parts = (text as string)
    .toLowerCase()
    .trim()
    .replace(marks, "")
    .split(/([\u4e00-\u9fa5])/u);
  const segments = parts.flatMap((part, place) => (place % 2 ? [part] : latinWords(part)));
  expect(segments).toEqual(expected);
});

test("CMRC 2018: the script's numbers on generated questions", () => {
  for (const [seed, expected] of fixture.cmrc.entries()) {
    const scores = cmrcScores(questionsOf(seed, fixture.chinese, "", false));
    expect(digest([scores.exact_match, scores.f1]), `seed ${seed}`).toBeCloseTo(expected, 8);
  }
});

const dev = new URL("../../../../shared/data/cmrc2018/cmrc2018_dev.json", import.meta.url);

test.skipIf(!existsSync(dev))(
  "CMRC 2018: the first annotator against the others (needs ../shared)",
  () => {
    const { data } = JSON.parse(readFileSync(dev, "utf8"));
    const questions = data
      .flatMap((article: { paragraphs: unknown[] }) => article.paragraphs)
      .flatMap((paragraph: { qas: unknown[] }) => paragraph.qas)
      .map(({ answers }: { answers: { text: string }[] }) => {
        const [prediction = "", ...references] = answers.map(({ text }) => text);
        return { prediction, references };
      });
    const { exact_match, f1 } = cmrcScores(questions);
    expect(exact_match).toBeCloseTo(fixture.cmrcDev[0] as number, 8);
    expect(f1).toBeCloseTo(fixture.cmrcDev[1] as number, 8);
  },
);
