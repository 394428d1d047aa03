import { expect, test } from "vitest";
import { questionAnswering } from "./question-answering.js";
import { answerScores, tunedThreshold } from "./score-answers.js";

/** A model's numbers for a context whose every character is a token: it points at the first and the last of an answer. */
function asked(context: string, said: string | undefined, answers: readonly string[]) {
  const size = context.length + 1;
  const logits = new Float32Array(size * 2);
  const start = said === undefined ? -1 : context.indexOf(said);
  logits[(start + 1) * 2] = 9;
  logits[(start + (said?.length ?? 1)) * 2 + 1] = 9;
  const offsets = Int32Array.from({ length: size * 2 }, (_, at) =>
    Math.max(0, (at >> 1) + (at % 2) - 1),
  );
  const windows = [{ first: 0, count: context.length, before: 1 }];
  return {
    logits,
    reference: { context, answers, windows, search: { nBest: 5, maxAnswerLength: 30 } },
    example: { row: 0, tokenIds: new Int32Array(size), typeIds: new Int32Array(size), offsets },
  };
}

function outputsOf(questions: readonly ReturnType<typeof asked>[]) {
  return {
    examples: questions.map(({ example }) => example),
    references: questions.map(({ reference }) => reference),
    outputs: questions.map(({ logits }) => logits),
    labels: [],
    notes: [],
  };
}

test("Chinese questions of which some have no answer are scored by characters", () => {
  const outputs = outputsOf([
    asked("他在北京大学读书", "北京大", ["北京大学"]),
    asked("他在北京大学读书", undefined, []),
    asked("他在北京大学读书", undefined, []),
  ]);
  expect(answerScores(outputs)).toMatchObject({
    HasAns_exact: 0,
    HasAns_f1: expect.closeTo(600 / 7, 8),
    NoAns_f1: 100,
  });
  // An answer that is nearly right is worth giving.
  expect(tunedThreshold(outputs)).toBe(-18);
});

test("a model that learnt to find no answer says so at 0, where no validation row tells how readily", () => {
  const { reference } = asked("soup", undefined, []);
  const outputs = outputsOf([asked("soup and bread", "soup", ["soup"])]);
  const settings = { threshold: 0.5, calibrate: false };
  expect(questionAnswering.tune?.(outputs, settings, [reference])).toEqual({
    noAnswerThreshold: 0,
  });
  expect(questionAnswering.tune?.(outputs, settings, outputs.references)).toEqual({});
});
