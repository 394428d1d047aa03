import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unreachable } from "../../base/index.js";
import { utf16Places } from "../../records/index.js";
import { loadTokenizer } from "../../tokenizer/index.js";
import { answerTarget } from "./answer-target.js";
import { locateAnswer } from "./locate-answer.js";
import { hasMostContext, questionWindows } from "./question-windows.js";

const fixtures = join(import.meta.dirname, "../../../test/fixtures");

/** Windows of transformers; see make_question_windows.py. */
const cases: readonly {
  readonly question: string;
  readonly context: string;
  readonly answer: string;
  readonly start: number;
  readonly max_length: number;
  readonly stride: number;
  readonly windows: readonly {
    readonly input_ids: readonly number[];
    readonly token_type_ids: readonly number[];
    readonly offsets: readonly (readonly [number, number])[];
    readonly target: readonly [number, number];
  }[];
}[] = JSON.parse(readFileSync(join(fixtures, "question-windows.json"), "utf8"));

const whole = { maxLength: 2 ** 30, offsets: true };
const tiny = loadTokenizer(join(fixtures, "tiny-bert"));

async function encodingOf(question: string, context: string) {
  const [encoding = unreachable("one pair")] = await (await tiny).encode(
    [[question, context]],
    whole,
  );
  return encoding;
}

describe("the windows of a question", () => {
  test.each(cases.map((each) => ({ ...each, title: `"${each.question}" of ${each.max_length}` })))(
    "are transformers' for $title, and point at the same tokens",
    async ({ question, context, answer, start, max_length, stride, windows }) => {
      const settings = { maxLength: max_length, docStride: stride };
      const came = questionWindows(await encodingOf(question, context), settings) ?? [];
      const placeOf = utf16Places(context);
      const told = { text: answer, start: placeOf(start) };
      const place = locateAnswer(told, context) ?? unreachable("the answer is there");
      expect(
        came.map((window) => ({
          input_ids: [...window.tokenIds],
          token_type_ids: [...window.typeIds],
          offsets: [...window.offsets],
          target: [...answerTarget(window, place)],
        })),
      ).toEqual(
        windows.map(({ offsets, ...window }) => ({
          ...window,
          offsets: offsets.flat().map(placeOf),
        })),
      );
    },
  );

  test("none hold anything where the context has no token", async () => {
    const settings = { maxLength: 24, docStride: 4 };
    expect(questionWindows(await encodingOf("why?", " \n"), settings)).toEqual([]);
  });

  test("are refused where the question leaves less than a quarter of them", async () => {
    const encoding = await encodingOf("was the soup warm? ".repeat(4), "it was warm ".repeat(20));
    expect(questionWindows(encoding, { maxLength: 26, docStride: 8 })).toBeUndefined();
    expect(questionWindows(encoding, { maxLength: 40, docStride: 30 })?.length).toBeGreaterThan(1);
  });

  test("give each token of the context one window to be read in, where it has most around it", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2, max: 12 }));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 8 }), ([count, room], stride) => {
        const step = room - Math.min(stride, Math.floor(room / 2));
        const windows = Array.from(
          { length: 1 + Math.max(0, Math.ceil((count - room) / step)) },
          (_, at) => ({ first: at * step, count: Math.min(room, count - at * step) }),
        );
        for (let token = 0; token < count; token++) {
          const read = windows.filter((window) => hasMostContext(token, window, windows));
          expect(read).toHaveLength(1);
          const around = (window: { first: number; count: number }): number =>
            Math.min(token - window.first, window.first + window.count - 1 - token);
          const most = Math.max(...windows.map(around));
          expect(around(read[0] ?? unreachable("one"))).toBe(most);
        }
      }),
    );
  });
});
