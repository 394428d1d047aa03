import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { classification } from "../tasks/index.js";
import type { StartedEvent, TrainingEvent } from "../training/events.js";
import { resolveRecipe } from "../training/recipe-defaults.js";
import { openTerminal } from "./terminal.js";
import { trainingReader } from "./training-reader.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const { recipe, notes } = resolveRecipe(
  {
    train: "tweets.csv",
    model: "minilm",
    output: "run",
    classWeights: "balanced",
    loggingSteps: 2,
  },
  {
    task: classification,
    trainRows: 12_483,
    hiddenSize: 384,
    layerCount: 6,
    positions: 512,
    lengthPercentile99: 41,
    threads: 2,
    engine: "onnxruntime",
    device: "cpu",
    precision: "f32",
  },
);

const started: StartedEvent = {
  type: "started",
  recipe,
  notes,
  labels: ["Negative", "Neutral", "Positive"],
  shownMetrics: classification.shownMetrics,
  classWeights: [0.54440912, 1.471568, 2.067829457],
  rows: { train: 12_483, validation: 1_388, test: 0 },
  parameters: { total: 22_713_216, trained: 10_788_096 },
  totalSteps: 3,
  step: 0,
  shown: [
    {
      text: "Jim Henson was\na puppeteer",
      label: "Neutral",
      tokens: ["[CLS]", "jim", "[SEP]"],
      ids: [101, 3958, 102],
    },
  ],
};

const step = (number: number, loss: number): TrainingEvent => ({
  type: "step",
  step: number,
  totalSteps: 3,
  epoch: 0.5,
  loss,
  learningRate: 5e-5,
  gradientNorm: 1,
  elapsedSeconds: number * 0.4,
  secondsPerStep: 0.4,
  remainingSeconds: (3 - number) * 0.4,
});

const prefix = (textCount: number): TrainingEvent => ({
  type: "prefix",
  textCount,
  totalTexts: 90,
});

const evaluating = (exampleCount: number): TrainingEvent => ({
  type: "evaluating",
  step: 3,
  exampleCount,
  totalExamples: 80,
});

const events: TrainingEvent[] = [
  started,
  prefix(30),
  prefix(60),
  prefix(90),
  { type: "noted", note: "the disk is full" },
  step(1, 1),
  step(2, 0.5),
  step(3, 0.25),
  evaluating(10),
  evaluating(20),
  evaluating(40),
  evaluating(60),
  {
    type: "evaluated",
    step: 3,
    epoch: 1,
    trainLoss: 0.5833,
    scores: { loss: 0.7, accuracy: 0.75, f1_macro: 0.5 },
    best: true,
  },
  { type: "saved", step: 3, directory: "run/last" },
  evaluating(8),
  evaluating(16),
  evaluating(24),
  {
    type: "finished",
    directory: "run",
    step: 3,
    bestEpoch: 1,
    metrics: { eval_majority_accuracy: 0.6122, eval_majority_f1_macro: 0.2531 },
    report: "",
    reason: "complete",
  },
];

/** What is said on stderr for a list of events, six seconds from one to the next. */
async function said(
  stderr: PassThrough & { isTTY?: boolean },
  options = {},
  told: readonly TrainingEvent[] = events,
): Promise<string> {
  const streams = { stdin: process.stdin, stdout: new PassThrough(), stderr, env: {} };
  const reader = trainingReader(openTerminal(streams, options));
  for (const event of told) {
    reader.event(event);
    vi.advanceTimersByTime(6000);
  }
  reader.close();
  stderr.end();
  return text(stderr);
}

test("a run is told from its recipe to its end", async () => {
  expect(await said(new PassThrough())).toMatchInlineSnapshot(`
    "Recipe
      train                   tweets.csv
      validation              -
      validation-split        0.1
      split-seed              -
      group-by                -
      test                    -
      strict                  false
      text-column             -
      label-column            -
      text-pair-column        -
      feature-columns         -
      label-names             -
      preset                  -
      cleaning                -
      max-train-samples       -
      format                  -
      delimiter               -
      quote                   -
      header                  -
      encoding                -
      augment                 -
      augment-rate            -
      augment-rows            -
      augment-thesaurus       -
      augment-model           -
      model                   minilm
      revision                -
      task                    classification
      max-length              41
      truncation              head
      stride                  -
      n-best                  -
      max-answer-length       -
      label-all-tokens        false
      document-context        false
      lower-case              as the tokenizer files say
      encoder-layers          6
      freeze                  -
      frozen-dropout          false
      head                    linear
      head-hidden             -
      head-dropout            -
      epochs                  3
      max-steps               -
      linear-probe-first      0
      linear-probe-rate       -
      batch-size              32
      gradient-accumulation   1
      group-by-length         false
      gradient-checkpointing  false
      learning-rate           5e-5
      llrd                    1
      reinit-layers           0
      lr-scheduler            linear
      warmup-ratio            0.1
      warmup-steps            -
      optimizer               adamw
      weight-decay            0.01
      max-grad-norm           1
      class-weights           balanced
      pos-weight              -
      label-smoothing         0
      focal-gamma             0
      r-drop                  0
      mixup                   0
      seed                    42
      threshold               0.5
      calibrate               false
      metric-for-best-model   f1_macro
      early-stopping          0
      eval-steps              each epoch
      save-steps              each epoch
      logging-steps           2
      output                  run
      engine                  onnxruntime
      device                  cpu
      precision               f32
      threads                 2
      prefix-cache            the user's cache folder
      show                    0
    Notes
      batch size 32: 12,483 training rows
      max length 41: 99 % of the training texts are no longer
      epochs 3: 12,483 training rows
      learning rate 5e-5: hidden size 384
    Run
      rows           train 12,483, validation 1,388
      labels         Negative, Neutral, Positive
      class weights  0.54440912, 1.471568, 2.06782946
      parameters     22,713,216, 10,788,096 of them trained
      steps          3
    Example 1
      text    Jim Henson was a puppeteer
      label   Neutral
      tokens  [CLS] jim [SEP]
      ids     101 3958 102

    frozen layers 100%  elapsed 0:12  ETA 0:00
    the disk is full
    step 2 of 3  loss 0.7500  2.5 steps/s  elapsed 0:01  ETA 0:00
    step 3 of 3  loss 0.2500  2.5 steps/s  elapsed 0:01  ETA 0:00
    evaluation 50%  elapsed 0:12  ETA 0:12

     epoch    step  train loss  val. loss  accuracy  macro F1
         1       3      0.5833     0.7000    0.7500    0.5000    best
    evaluation 30%  elapsed 0:12  ETA 0:28

    All steps are done. The best weights are those of epoch 1.
    Always answering the most frequent label would score: accuracy 0.6122, macro F1 0.2531.
    The model is in run

    "
  `);
});

test("--quiet says nothing", async () => {
  expect(await said(new PassThrough(), { quiet: true })).toBe("");
});

test("a terminal shows a bar with loss, pace, elapsed time and ETA", async () => {
  const screen = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 120,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
    clearScreenDown: () => true,
  });
  const output = await said(screen);
  expect(output).toMatch(/frozen layers \S+ 66% {2}elapsed 0:06 {2}ETA 0:03/);
  expect(output).toContain("33%  step 1 of 3  loss 1.0000  2.5 steps/s  elapsed 0:00  ETA 0:01");
  expect(output).toMatch(/evaluation \S+ 25% {2}elapsed 0:06 {2}ETA 0:18/);
  expect(output).not.toContain("step 2 of 3  loss 0.7500");
});

test.each([
  {
    metrics: { temperature: 1.5, eval_ece_before: 0.125, eval_ece: 0.0312 },
    line: "Calibrated: temperature 1.5000, saved with the model. Expected calibration error on the validation rows 0.1250 before, 0.0312 after.",
  },
  {
    metrics: { temperature: 1, eval_ece_before: 0.125, eval_ece: 0.125 },
    line: "Not calibrated: the validation rows fix no temperature (all are right, or guessing is better). Expected calibration error 0.1250.",
  },
])("the end of a run says what calibration did: $metrics", async ({ metrics, line }) => {
  const told = events.map((event) =>
    event.type === "finished" ? { ...event, metrics: { ...event.metrics, ...metrics } } : event,
  );
  expect(await said(new PassThrough(), {}, told)).toContain(`\n${line}\n`);
  expect(await said(new PassThrough())).not.toContain("alibrated");
});
