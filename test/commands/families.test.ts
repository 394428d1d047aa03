import { cp } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const context = "😀 Ada lives in Paris and likes warm soup.";

beforeAll(async () => {
  const sentence = "Ada B-PER\nlives O\nin O\nParis B-LOC\n\nthe O\nsoup O\n\n";
  await place.write("tags.conll", sentence.repeat(8));
  const answers = [{ text: "Paris", answer_start: 16 }];
  const questions = Array.from({ length: 8 }, (_, id) => ({
    id: String(id),
    question: "Where?",
    answers,
  }));
  const content = {
    version: "1.1",
    data: [{ title: "Ada", paragraphs: [{ context: "xx Ada lives in Paris", qas: questions }] }],
  };
  await place.write("questions.json", JSON.stringify(content));
});

test.each(["roberta", "albert"])(
  "a %s learns entities and answers, and tells where they stand",
  async (family) => {
    const fixture = join(import.meta.dirname, `../fixtures/tiny-${family}`);
    await cp(fixture, place.path(family), { recursive: true });
    const few = ["--max-steps", "2", "--batch-size", "4", "--threads", "1"];
    const run = (train: string, output: string, ...more: string[]) =>
      place.berth(
        "finetune",
        "--model",
        family,
        "--train",
        train,
        "--output",
        output,
        ...few,
        ...more,
      );
    expect(await run("tags.conll", `${family}-ner`)).toMatchObject({ status: 0 });
    const whole = ["--aggregation", "none", "--json", context];
    const found = await place.berth("predict", "--model", `${family}-ner`, ...whole);
    const [tokens] = JSON.parse(found.stdout);
    for (const { word, start, end } of tokens) expect(context.slice(start, end)).toBe(word);
    expect((await place.readJson(`${family}-ner/config.json`)).architectures[0]).toMatch(
      /ForTokenClassification$/,
    );

    const validation = ["--validation", "questions.json"];
    expect(await run("questions.json", `${family}-qa`, ...validation)).toMatchObject({ status: 0 });
    const asked = ["--question", "Where?", "--context", context, "--json"];
    const told = await place.berth("predict", "--model", `${family}-qa`, ...asked);
    const answers: Json[] = JSON.parse(told.stdout).flat();
    expect(answers.length).toBeGreaterThan(0);
    for (const { answer, start, end } of answers) expect(context.slice(start, end)).toBe(answer);
    expect((await place.readJson(`${family}-qa/config.json`)).architectures[0]).toMatch(
      /ForQuestionAnswering$/,
    );
  },
);
