import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { runOnnx } from "../run-onnx.js";
import { cardWords } from "./card-words.js";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const people = ["guide", "staff", "bus"];
const where = ["station", "garden", "north room"];

/** A paragraph with one question; every `gap`-th has no answer. */
function paragraph(i: number, gap: number) {
  const person = people[i % people.length] ?? "";
  const answer = where[(i * 7) % where.length] ?? "";
  const isImpossible = i % gap === gap - 1;
  const context = isImpossible
    ? `😀 our ${person} left after day ${i}`
    : `😀 our ${person} is near the ${answer} on day ${i}`;
  const answers = [{ text: answer, answer_start: [...(context.split(answer)[0] ?? "")].length }];
  const qas = [
    {
      id: `q${i}`,
      question: "where is it?",
      answers: isImpossible ? [] : answers,
      is_impossible: isImpossible,
    },
  ];
  return { context, qas };
}

function squad(count: number, gap: number, from = 0): string {
  const paragraphs = Array.from({ length: count }, (_, i) => paragraph(from + i, gap));
  return JSON.stringify({ version: "2", data: [{ title: "days", paragraphs }] });
}

const settings = ["--model", "bert", "--epochs", "10", "--batch-size", "8", "--lr", "4e-3"];
const never = 1000;

beforeAll(async () => {
  await place.write("train.json", squad(60, never));
  await place.write("dev.json", squad(12, never, 60));
  await place.write("train2.json", squad(60, 3));
  await place.write("dev2.json", squad(12, 3, 60));
});

async function finetune(run: string, train: string, dev: string): Promise<void> {
  const files = ["--train", train, "--validation", dev, "--output", run];
  const { status, stderr } = await place.berth("finetune", ...files, ...settings);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
}

describe("questions that all have an answer", () => {
  beforeAll(() => finetune("run", "train.json", "dev.json"));

  test("are learnt, and the task is guessed, saved and reported", async () => {
    const metrics = await place.readJson("run/metrics.json");
    expect(metrics.eval_f1).toBeGreaterThan(90);
    expect(metrics.eval_exact_match).toBeGreaterThan(90);
    const config = await place.readJson("run/config.json");
    expect(config.architectures).toEqual(["BertForQuestionAnswering"]);
    // transformers would take the number of labels for that of the outputs.
    expect(config).not.toHaveProperty("id2label");
    expect(config).not.toHaveProperty("berth");
    const tokenizer = await place.readJson("run/tokenizer_config.json");
    expect(tokenizer.model_max_length).toBe(64);
    const card = await place.read("run/README.md");
    expect(card).toContain("pipeline_tag: question-answering");
    const asked = await place.berth(...cardWords(card, "run"), "--json");
    expect(JSON.parse(asked.stdout)).toHaveLength(1);
    expect((await place.readJson("run/recipe.json")).task).toBe("qa");
  });

  test("evaluate gives the run's own scores, and each prediction", async () => {
    const asked = ["evaluate", "--model", "run", "--data", "dev.json"];
    const { status, stdout } = await place.berth(...asked);
    expect(status).toBe(0);
    expect(stdout).toMatch(/exact +F1 +questions\nall +\d/);
    const output = ["--output", "found.jsonl", "--json"];
    const { metrics } = JSON.parse((await place.berth(...asked, ...output)).stdout);
    const saved = await place.readJson("run/metrics.json");
    for (const name of ["f1", "exact_match", "loss"]) {
      expect(metrics[`eval_${name}`], name).toBeCloseTo(saved[`eval_${name}`], 4);
    }
    const rows = (await place.read("found.jsonl")).trim().split("\n");
    expect(rows).toHaveLength(12);
    expect(JSON.parse(rows[0] ?? "")).toMatchObject({ row: 1, truth: "station" });
  });

  test("predict gives answers that are slices of the context, in units or code points", async () => {
    const context = "😀 Our GUIDE is near the Garden on day 3";
    const asked = ["predict", "--model", "run", "--question", "Where is it?", "--context", context];
    const [answers] = JSON.parse((await place.berth(...asked, "--json")).stdout);
    expect(answers[0].answer).toBe("Garden");
    for (const { answer, start, end, score } of answers) {
      expect(context.slice(start, end)).toBe(answer);
      expect(score).toBeGreaterThan(0);
    }
    const points = await place.berth(
      ...asked,
      "--json",
      "--top-k",
      "1",
      "--offset-unit",
      "codepoint",
    );
    const [[best]] = JSON.parse(points.stdout);
    expect([...context].slice(best.start, best.end).join("")).toBe("Garden");
    const table = await place.berthWith(context, ...asked.slice(0, -2));
    expect(table.stdout).toMatch(
      /question +answer +score +start +end\nWhere is it\? +Garden +0\.\d+ +25 +31/,
    );
  });

  test("predict reads a file of questions; those that cannot be asked are told", async () => {
    const long = "where is it? ".repeat(30);
    await place.write(
      "asked.csv",
      `question,context\nwhere is it?,our bus is near the station\n,our bus\nwhere?,\n${long},${"our bus is near ".repeat(20)}\n`,
    );
    const { status, stdout, stderr } = await place.berth(
      "predict",
      "--model",
      "run",
      "--data",
      "asked.csv",
      "--json",
    );
    expect(status).toBe(0);
    const counts = JSON.parse(stdout).map((answers: Json[]) => answers.length > 0);
    expect(counts).toEqual([true, false, false, false]);
    expect(stderr).toContain("3 of 4 questions have no answer");
    const explained = ["--data", "asked.csv", "--explain", "attention", "--html", "asked.html"];
    const first = await place.berth("predict", "--model", "run", ...explained, "--limit", "1");
    expect(first).toMatchObject({ status: 0, stdout: "" });
    const alone = ["predict", "--model", "run", "--question", " ", "--context", "our bus"];
    const refused = await place.berth(...alone);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("QUESTION_UNREADABLE");
  });

  test("predict takes no bare text, and entities need another model", async () => {
    const { status, stderr } = await place.berth("predict", "--model", "run", "a text");
    expect(status).toBe(2);
    expect(stderr).toContain("--question");
  });

  test("the exported model gives start_logits and end_logits", async () => {
    const bytes = await readFile(place.path("run/onnx/model.onnx"));
    const int64 = (values: readonly number[]) => ({
      dtype: "int64" as const,
      shape: [1, values.length],
      data: BigInt64Array.from(values, BigInt),
    });
    const outputs = await runOnnx(bytes, {
      input_ids: int64([2, 7, 3, 9, 3]),
      attention_mask: int64([1, 1, 1, 1, 1]),
      token_type_ids: int64([0, 0, 0, 1, 1]),
    });
    expect(outputs["start_logits"]?.shape).toEqual([1, 5]);
    expect(outputs["end_logits"]?.shape).toEqual([1, 5]);
  });

  test("a context of 100,000 words is read in windows", async () => {
    const words = "the soup was warm and lovely ".repeat(16_667);
    const context = `${words}our bus is near the station on day 4`;
    await place.write("long.txt", context);
    const asked = [
      "predict",
      "--model",
      "run",
      "--question",
      "where is it?",
      "--json",
      "--top-k",
      "1",
    ];
    const { status, stdout } = await place.berthWith(context, ...asked);
    expect(status).toBe(0);
    const [[{ answer, start, end }]] = JSON.parse(stdout);
    expect(context.slice(start, end)).toBe(answer);
  }, 300_000);
});

describe("questions of which some have no answer", () => {
  beforeAll(() => finetune("run2", "train2.json", "dev2.json"));

  test("are scored apart, and the threshold is tuned and saved", async () => {
    const metrics = await place.readJson("run2/metrics.json");
    expect(metrics).toMatchObject({
      eval_HasAns_total: 8,
      eval_NoAns_total: 4,
      eval_best_f1: expect.any(Number),
      eval_no_answer_f1: 100 / 3,
    });
    expect(metrics.eval_f1).toBeCloseTo(metrics.eval_best_f1, 6);
    const { berth } = await place.readJson("run2/config.json");
    expect(berth.tuned.noAnswerThreshold).toBeCloseTo(metrics.eval_best_f1_thresh, 6);
    const asked = ["evaluate", "--model", "run2", "--data", "dev2.json", "--json"];
    const tuned = JSON.parse((await place.berth(...asked)).stdout).metrics;
    expect(tuned.eval_f1).toBeCloseTo(metrics.eval_f1, 4);
    const never = JSON.parse((await place.berth(...asked, "--null-threshold", "1e6")).stdout);
    expect(never.metrics.eval_NoAns_f1).toBe(0);
  });

  test("weights are chosen by the F1 that is told of them: at the threshold that suits them", async () => {
    const files = ["--train", "train2.json", "--validation", "dev2.json", "--output", "steps2"];
    const steps = ["--model", "bert", "--max-steps", "16", "--eval-steps", "2", "--lr", "1e-3"];
    const { status, stderr } = await place.berth("finetune", ...files, ...steps);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    const lines = (await place.read("steps2/training_log.jsonl")).trimEnd().split("\n");
    const scores = lines.map((line) => JSON.parse(line)).filter((line) => "eval_f1" in line);
    expect(scores).toHaveLength(8);
    for (const { eval_f1, eval_best_f1 } of scores) expect(eval_f1).toBeCloseTo(eval_best_f1, 6);
    const metrics = await place.readJson("steps2/metrics.json");
    expect(metrics.eval_f1).toBeCloseTo(Math.max(...scores.map(({ eval_f1 }) => eval_f1)), 6);
    expect(metrics.last_eval_f1).toBeCloseTo(metrics.last_eval_best_f1, 6);
  });

  test("get an empty answer where there is none", async () => {
    const ask = (context: string) =>
      place.berth(
        "predict",
        "--model",
        "run2",
        "--question",
        "where is it?",
        "--context",
        context,
        "--json",
      );
    const [none] = JSON.parse((await ask("😀 our staff left after day 5")).stdout);
    expect(none[0]).toMatchObject({ answer: "", start: 0, end: 0 });
    const [some] = JSON.parse((await ask("😀 our staff is near the garden on day 5")).stdout);
    expect(some[0].answer).toBe("garden");
  });
});

describe("data with faults", () => {
  const paragraphs = (...cells: readonly (readonly [string, string, number])[]) =>
    JSON.stringify({
      data: [
        {
          title: "t",
          paragraphs: cells.map(([context, text, start], i) => ({
            context,
            qas: [
              { id: String(i), question: "where is it?", answers: [{ text, answer_start: start }] },
            ],
          })),
        },
      ],
    });

  test("a file of which no question can be learnt is refused with the reason", async () => {
    await place.write("lost.json", paragraphs(["our bus", "tram", 0], ["our bus", "train", 0]));
    const files = ["--train", "lost.json", "--validation", "dev.json", "--output", "none"];
    const { status, stderr } = await place.berth("finetune", ...files, "--model", "bert");
    expect(status).toBe(1);
    expect(stderr).toContain("EXAMPLES_MISSING  lost.json: no row is left to learn from");
    expect(stderr).toContain("2 questions left out: no answer stands in the context");
  });

  test("validation rows that tell no loss are scored, and choose no weights by it", async () => {
    await place.write("untold.json", paragraphs(["our bus", "tram", 0], ["our bus", "train", 0]));
    const files = ["--train", "train.json", "--validation", "untold.json", "--model", "bert"];
    const run = ["finetune", ...files, "--max-steps", "1", "--output", "untold"];
    const told = await place.berth(...run);
    expect(told.status, told.stderr).toBe(0);
    const metrics = await place.readJson("untold/metrics.json");
    expect(metrics).toMatchObject({ eval_f1: 0, eval_exact_match: 0 });
    expect(metrics).not.toHaveProperty("eval_loss");
    expect(await place.read("untold/report.html")).not.toContain("NaN");
    const refused = await place.berth(
      ...run,
      "--output",
      "untold2",
      "--metric-for-best-model",
      "loss",
    );
    expect(refused.stderr).toContain(
      "METRIC_UNKNOWN  --metric-for-best-model: the validation rows do not tell loss",
    );
    expect(refused.status).toBe(2);
  });

  test("answers that are not in the context are counted and left out, and moved ones told", async () => {
    const good = Array.from(
      { length: 12 },
      (_, i) => ["our bus is near the station", "station", 20 + (i % 2)] as const,
    );
    await place.write("faulty.json", paragraphs(...good, ["our bus", "tram", 0], ["", "bus", 0]));
    const files = ["--train", "faulty.json", "--validation", "dev.json", "--output", "run3"];
    const { status, stderr } = await place.berth(
      "finetune",
      ...files,
      ...settings.slice(0, 2),
      "--max-steps",
      "2",
    );
    expect(status).toBe(0);
    expect(stderr).toContain("2 questions left out: no answer stands in the context");
    expect(stderr).toContain("6 answers not at the place told");
    expect(stderr).toContain("1 question with an empty question or context left out");
    const again = ["evaluate", "--model", "run3", "--data", "faulty.json", "--json"];
    expect(JSON.parse((await place.berth(...again)).stdout).metrics.eval_samples).toBe(14);
  });

  test("a file without any answers is refused with a code", async () => {
    await place.write("none.csv", "question,context,answers\nwhere?,our bus,\n");
    await place.write(
      "none.json",
      JSON.stringify([{ question: "where?", context: "our bus", answers: null }]),
    );
    const refused = await place.berth("evaluate", "--model", "run", "--data", "none.json");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("ANSWERS_MISSING");
  });
});
