import { beforeAll, expect, test } from "vitest";
import { onnxLogits } from "./onnx-logits.js";
import { type Json, workplace } from "./workplace.js";

const place = workplace();
const labels = ["negative", "neutral", "positive"];
const texts = [
  "the soup made us smile",
  'my room has the name "north" and it is a waste of money, to be honest',
  "🙂",
];

beforeAll(async () => {
  const data = ["--train", "train.csv", "--validation", "validation.csv"];
  const settings = ["--max-steps", "20", "--batch-size", "8", "--learning-rate", "1e-3"];
  const names = ["--model", "bert", "--output", "run"];
  await place.berth("finetune", ...data, ...settings, ...names, "--max-length", "14");
  const rows = texts.map((text) => ({ text, stars: 1 }));
  await place.write("texts.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await place.write("texts.csv", `id,text\n${texts.map((t, i) => `${i},${cell(t)}\n`).join("")}`);
  await place.write("texts.txt", `${texts.join("\r\n")}\r\n`);
});

const predict = (...words: string[]) => place.berth("predict", "--model", "run", ...words);

/** The scores of each text in the order of the labels. */
const inLabelOrder = (predictions: Json): number[][] =>
  predictions.map((scores: { label: string; score: number }[]) =>
    labels.map((label) => scores.find((score) => score.label === label)?.score ?? Number.NaN),
  );

test("texts come as words, in a file of any kind, or on stdin, and give the same scores", async () => {
  const { status, stdout, stderr } = await predict(...texts, "--json");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.split("\n")).toHaveLength(2);
  const predictions = JSON.parse(stdout);
  expect(predictions).toHaveLength(3);
  for (const scores of predictions) {
    expect(scores.map(({ label }: Json) => label).sort()).toEqual(labels);
    const values = scores.map(({ score }: Json) => score);
    expect(values).toEqual([...values].sort((a: number, b: number) => b - a));
    expect(values.reduce((a: number, b: number) => a + b)).toBeCloseTo(1, 6);
  }
  for (const file of ["texts.csv", "texts.jsonl", "texts.txt"]) {
    const fromFile = await predict("--data", file, "--json", "--quiet");
    expect({ ...fromFile, file }).toMatchObject({ status: 0, stdout, stderr: "", file });
  }
  const words = ["predict", "--model", "run", "--json"];
  const fromStdin = await place.berthWith(`${texts.join("\n")}\n`, ...words);
  expect(fromStdin).toMatchObject({ status: 0, stdout });
});

test("the column of a file is guessed and said on stderr, or named", async () => {
  const { stderr } = await predict("--data", "texts.csv");
  expect(stderr).toBe(
    'texts.csv: column "text" is taken for the text (by its name); --text-column names another.\n',
  );
  const named = await predict("--data", "texts.csv", "--text-column", "text");
  expect(named).toMatchObject({ status: 0, stderr: "" });
});

test("without --json there is a table with the best label of each text, or more with --top-k", async () => {
  const [best] = JSON.parse((await predict("good", "--json")).stdout);
  const line = (text: string, { label, score }: Json): string =>
    `${text.padEnd(6)}${label.padEnd(10)}${score.toFixed(4)}`;
  const table = await predict("good");
  expect(table.stdout.trimEnd().split("\n").slice(1)).toEqual([line("good", best[0])]);
  const two = await predict("good", "--top-k", "2");
  expect(two.stdout.split("\n").slice(1, 3)).toEqual([line("good", best[0]), line("", best[1])]);
  expect(JSON.parse((await predict("good", "--top-k=2", "--json")).stdout)).toEqual([
    best.slice(0, 2),
  ]);
});

test("predict's logits are those of onnx/model.onnx on padded inputs", async () => {
  const printed = await predict(...texts, "--scores", "logits", "--json");
  const logits = inLabelOrder(JSON.parse(printed.stdout));
  // The run cuts at 14 tokens; two columns more than that must not matter.
  const expected = await onnxLogits(place.path("run"), texts, 16);
  logits.flat().forEach((logit, index) => {
    expect(Math.abs(logit - (expected[index] ?? Number.NaN))).toBeLessThan(1e-5);
  });
});

test("evaluate writes every row in file order, and its scores follow from them", async () => {
  const words = ["--data", "validation.csv", "--output", "rows.csv", "--json"];
  const { status, stdout } = await place.berth("evaluate", "--model", "run", ...words);
  expect(status).toBe(0);
  const { metrics, confusion, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({ model: "run", data: "validation.csv", labels });

  const [heading, ...lines] = (await place.read("rows.csv")).trimEnd().split("\n");
  expect(heading).toBe(
    "row,truth,prediction,probability negative,probability neutral,probability positive",
  );
  const rows = lines.map((line) => line.split(","));
  const cells = (await place.read("validation.csv")).matchAll(/,(negative|neutral|positive)$/gm);
  expect(rows.map(([row, truth]) => [row, truth])).toEqual(
    [...cells].map(([, truth], index) => [String(index + 1), truth]),
  );
  for (const [, , prediction, ...numbers] of rows) {
    const probabilities = numbers.map(Number);
    expect(labels[probabilities.indexOf(Math.max(...probabilities))]).toBe(prediction);
  }
  const right = rows.filter(([, truth, prediction]) => truth === prediction).length;
  expect(metrics.eval_accuracy).toBe(right / rows.length);
  expect(metrics.eval_samples).toBe(20);
  const counted = labels.map((truth) =>
    labels.map((label) => rows.filter((row) => row[1] === truth && row[2] === label).length),
  );
  expect(confusion).toEqual(counted);

  const stored = await place.readJson("run/metrics.json");
  expect(metrics.eval_f1_macro).toBe(stored.eval_f1_macro);
  expect(metrics.eval_loss).toBeCloseTo(stored.eval_loss, 6);
});

test("evaluate --weights last scores the weights after the last step", async () => {
  const words = ["--data", "validation.csv", "--weights", "last", "--json"];
  const { stdout } = await place.berth("evaluate", "--model", "run", ...words);
  const stored = await place.readJson("run/metrics.json");
  const { metrics } = JSON.parse(stdout);
  expect(metrics.eval_loss).toBeCloseTo(stored.last_eval_loss, 6);
  expect(metrics.eval_f1_macro).toBe(stored.last_eval_f1_macro);
});

test("evaluate prints the report, the confusion matrix and the scores", async () => {
  const words = ["--data", "validation.csv", "--output", "rows.jsonl"];
  const { stdout, stderr } = await place.berth("evaluate", "--model", "run", ...words);
  expect(stderr).toBe(
    "20 predictions are in rows.jsonl\n" +
      'validation.csv: column "text" is taken for the text (by its name); --text-column names another.\n' +
      'validation.csv: column "label" is taken for the label (by its name); --label-column names another.\n',
  );
  expect(stdout).toMatch(/^ +precision +recall +f1-score +support\n/);
  expect(stdout).toMatch(/\ntruth \\ predicted +negative +neutral +positive\n/);
  expect(stdout).toMatch(/\neval_accuracy +\d/);
  const rows = (await place.read("rows.jsonl")).trimEnd().split("\n");
  expect(rows).toHaveLength(20);
  expect(JSON.parse(rows[0] ?? "")).toMatchObject({ row: 1, truth: "negative" });
  expect(Object.keys(JSON.parse(rows[0] ?? "").probabilities)).toEqual(labels);
});

test("flags that say nothing to a model are refused, not passed over", async () => {
  const tell = async (...words: string[]) => {
    const { status, stdout, stderr } = await place.berth(...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    return stderr;
  };
  const predicted = ["predict", "--model", "run", "good"];
  expect(await tell(...predicted, "--threshold", "0.4")).toBe(
    "USAGE  --threshold: goes with the task multi-label; run is of the task classification. Leave it out\n",
  );
  expect(await tell(...predicted, "--offset-unit", "codepoint")).toContain(
    "USAGE  --offset-unit: goes with the tasks qa, ner; run is",
  );
  expect(await tell("predict", "--model", "run", "--question", "why?")).toContain(
    "USAGE  --question: goes with the task qa;",
  );
  expect(await tell(...predicted, "--stride", "8")).toContain(
    "USAGE  --stride: goes with models that read long texts in windows",
  );
  expect(await tell(...predicted, "--task", "fill-mask", "--scores", "logits")).toContain(
    "; --task fill-mask was asked for. Leave it out",
  );
  const evaluated = ["evaluate", "--model", "run", "--data", "validation.csv"];
  expect(await tell(...evaluated, "--threshold", "0.4")).toContain("USAGE  --threshold: goes with");
  expect(await tell(...evaluated, "--n-best", "3")).toContain("USAGE  --n-best: goes with");
});

test("doctor shows versions, cores, memory, engines, devices, and what is used", async () => {
  const { status, stdout, stderr } = await place.berth("doctor");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.split("\n").map((line) => line.split(/ {2,}/)[0])).toEqual([
    ...["berth", "node", "onnxruntime", "tokenizers", "duckdb", "platform", "processor"],
    ...["bfloat16", "cores", "memory", "engine onnxruntime", "engine openvino"],
    ...["device cpu", "device cuda", "device webgpu", "precision", ""],
  ]);
  expect(stdout).toMatch(/\nengine onnxruntime +\d+\.\d+\.\d+/);
  expect(stdout.match(/^engine .*, used by auto$/gm)).toHaveLength(1);
  expect(stdout).toMatch(/\nprecision +(f32|bf16) for training by auto, f32 for the rest\n$/);
});
