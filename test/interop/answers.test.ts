import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForQuestionAnswering, AutoTokenizer, pipeline } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/prediction/index.js";
import { worstDifference } from "../reference/compare.js";
import { runCardPython, runCardScript } from "./card-programs.js";
import { inTransformersJs } from "./in-transformers-js.js";
import { berth, fixtures, hasPython, python } from "./programs.js";

interface Answer {
  readonly answer: string;
  readonly score: number;
  readonly start: number;
  readonly end: number;
}

/** What check_answers.py prints. */
interface Theirs {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatched: readonly string[];
  readonly logits: readonly (readonly number[])[];
  readonly answers: readonly Answer[];
}

const questions = [
  ["where is the bus?", "our bus is near the station, and the guide is in the garden"],
  ["who is it?", "😀 the staff of the garden smelled 𠮷 ＡＢＣ 房间 awful!"],
  ["was the soup warm?", "The soup was warm and lovely"],
] as const;

/** Contexts with an answer in them: the models shall differ, not be good. */
function trainingFile(): string {
  const places = ["station", "garden", "north room"];
  const rows = Array.from({ length: 60 }, (_, i) => {
    const place = places[i % 3] ?? "";
    const context = `our bus is near the ${place} on day ${i}`;
    return {
      id: String(i),
      context,
      question: "where is it?",
      answers: { text: [place], answer_start: [20] },
    };
  });
  return JSON.stringify(rows);
}

describe.each(["bert", "roberta"])("a tiny %s that answers questions", (family) => {
  let parent = "";
  let directory = "";
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "berth-interop-"));
    directory = join(parent, "model");
    const file = join(parent, "train.json");
    await writeFile(file, trainingFile());
    const model = join(fixtures, `tiny-${family}`);
    const names = ["--train", file, "--model", model, "--output", directory];
    const settings = ["--max-steps", "40", "--learning-rate", "3e-3", "--quiet"];
    await berth("finetune", "--task", "question-answering", ...names, ...settings);
  }, 300_000);
  afterAll(() => rm(parent, { recursive: true }));

  const ask = async (row: number, ...flags: string[]): Promise<Answer[]> => {
    const [question = "", context = ""] = questions[row] ?? [];
    const words = ["predict", "--model", directory, "--question", question, "--context", context];
    const [answers] = JSON.parse(await berth(...words, "--json", ...flags));
    return answers;
  };

  /** The model's logits of every token of each question with its context, first and last. */
  const logitsOf = async (): Promise<readonly Float32Array[]> => {
    const model = await loadModel(directory, { engine: "onnxruntime" });
    const encodings = await model.tokenizer.encode(questions, { maxLength: 64 });
    const logits = await model.outputs(encodings.map((encoding, row) => ({ ...encoding, row })));
    await model.close();
    return logits;
  };

  test.skipIf(!hasPython)("has a card whose lines of Python run", () => runCardPython(directory));

  test("has a card whose lines of JavaScript run", () => runCardScript(directory));

  test.skipIf(!hasPython)("loads in transformers with the same logits and answers", async () => {
    const file = join(parent, "questions.json");
    await writeFile(file, JSON.stringify(questions));
    const theirs = (await python("check_answers.py", directory, file)) as Theirs;
    expect(theirs).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
    const ours = await logitsOf();
    for (const [row, logits] of theirs.logits.entries()) {
      const tolerance = { absolute: 1e-4, relative: 0 };
      expect(
        worstDifference(ours[row] ?? [], logits, tolerance),
        `question ${row}`,
      ).toBeUndefined();
      const [best] = await ask(row, "--offset-unit", "codepoint", "--n-best", "64");
      const wanted = theirs.answers[row];
      expect(best).toEqual({ ...wanted, score: expect.closeTo(wanted?.score ?? 0, 4) });
    }
  });

  test("gives transformers.js the same logits, whatever the signs of the context", async () => {
    const name = inTransformersJs(directory);
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const model = await AutoModelForQuestionAnswering.from_pretrained(name, { dtype: "fp32" });
    const ours = await logitsOf();
    for (const [row, [question, context]] of questions.entries()) {
      const batch = await tokenizer(question, { text_pair: context });
      const { start_logits: starts, end_logits: ends } = await model(batch);
      for (const [side, { data }] of [starts, ends].entries()) {
        const own = (ours[row] ?? new Float32Array(0)).filter((_, at) => at % 2 === side);
        const tolerance = { absolute: 1e-4, relative: 0 };
        expect(worstDifference(own, data, tolerance), context).toBeUndefined();
      }
    }
    await model.dispose();
  });

  test("gives transformers.js the same answers", async () => {
    const name = inTransformersJs(directory);
    const answer = await pipeline("question-answering", name, { dtype: "fp32" });
    const bare = (text: string): string => text.toLowerCase().replaceAll(/\s|##/g, "");
    for (const [row, [question, context]] of questions.entries()) {
      // transformers.js writes an answer anew out of its tokens, and leaves out what the vocabulary does not know.
      if (/[^ -~]/.test(context)) continue;
      const theirs = (await answer(question, context)) as { answer: string };
      const [best] = await ask(row);
      expect(bare(best?.answer ?? "")).toBe(bare(theirs.answer));
    }
    await answer.dispose();
  });

  test.skipIf(!hasPython || family !== "bert")(
    "gives vectors that NumPy reads and transformers agrees with",
    async () => {
      const [texts, vectors] = [join(parent, "texts.txt"), join(parent, "vectors.npy")];
      await writeFile(texts, questions.map(([, context]) => `${context}\n`).join(""));
      await berth("embed", "--model", directory, "--data", texts, "--output", vectors, "--quiet");
      const found = (await python("check_vectors.py", directory, texts, vectors)) as Record<
        string,
        unknown
      >;
      expect(found).toMatchObject({ shape: [3, 32], dtype: "float32" });
      expect(found["difference"]).toBeLessThan(1e-5);
    },
  );
});
