import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { onnxLogits } from "./onnx-logits.js";
import { type Json, workplace } from "./workplace.js";

const place = workplace();

const run = ["--train", "train.csv", "--validation", "validation.csv", "--model", "bert"];
const short = ["--max-steps", "6", "--batch-size", "8", "--learning-rate", "3e-3"];
const texts = ["The soup was warm", "Their bread broke after one day!", "our guide is near"];

async function berth(...words: string[]) {
  const outcome = await place.berth(...words);
  expect(outcome.status, outcome.stderr).toBe(0);
  return outcome;
}

const json = async (...words: string[]): Promise<Json> =>
  JSON.parse((await berth(...words, "--json")).stdout);

describe("--calibrate", () => {
  let said = "";
  beforeAll(async () => {
    said = (await berth("finetune", ...run, ...short, "--output", "cool", "--calibrate")).stderr;
    await berth("finetune", ...run, ...short, "--output", "plain");
  });

  test("saves the temperature and reports the error before and after", async () => {
    const metrics = await place.readJson("cool/metrics.json");
    const { temperature, eval_ece_before: before, eval_ece: after } = metrics;
    expect(temperature).toBeGreaterThan(0);
    expect(temperature).not.toBe(1);
    expect((await place.readJson("cool/config.json")).berth.tuned).toEqual({ temperature });
    expect((await place.readJson("cool/recipe.json")).calibrate).toBe(true);
    expect(said).toMatch(/\n {2}calibrate +true\n/);
    expect(said).toContain(
      `Calibrated: temperature ${temperature.toFixed(4)}, saved with the model. Expected calibration error on the validation rows ${before.toFixed(4)} before, ${after.toFixed(4)} after.`,
    );
    const page = await place.read("cool/report.html");
    expect(page).toContain(
      `<dd>${after.toFixed(4)}</dd><small>Without the temperature: ${before.toFixed(4)}, temperature: ${temperature.toFixed(4)}</small>`,
    );
    const card = await place.read("cool/README.md");
    expect(card).toContain(
      `\`softmax(logits / T)\` with the temperature T = ${temperature.toFixed(4)}`,
    );
    expect(card).toContain("give the bare logits");
  });

  test("changes neither weights nor scores of labels", async () => {
    const bytes = (name: string) => readFile(place.path(name, "model.safetensors"));
    expect((await bytes("cool")).equals(await bytes("plain"))).toBe(true);
    const [cool, plain] = [
      await place.readJson("cool/metrics.json"),
      await place.readJson("plain/metrics.json"),
    ];
    expect(plain).not.toHaveProperty("temperature");
    for (const name of ["eval_loss", "eval_accuracy", "eval_f1_macro"]) {
      expect(cool[name]).toBe(plain[name]);
    }
  });

  test("is applied by predict to probabilities, and not to the logits of the ONNX file", async () => {
    const { temperature } = await place.readJson("cool/metrics.json");
    const logits = await json("predict", "--model", "cool", "--scores", "logits", ...texts);
    const names = Object.values((await place.readJson("cool/config.json")).id2label);
    const exported = await onnxLogits(place.path("cool"), texts, 24);
    const shown = await json("predict", "--model", "cool", ...texts);
    for (const row of texts.keys()) {
      const scores: { label: string; score: number }[] = logits[row];
      for (const { label, score } of scores) {
        expect(exported[row * names.length + names.indexOf(label)]).toBeCloseTo(score, 4);
      }
      const powers = scores.map(({ score }) => Math.exp(score / temperature));
      const total = powers.reduce((sum, power) => sum + power, 0);
      for (const [rank, { label, score }] of shown[row].entries()) {
        expect(label).toBe(scores[rank]?.label);
        expect(score).toBeCloseTo((powers[rank] ?? Number.NaN) / total, 5);
      }
    }
  });

  test("is applied by evaluate, which tells both errors again", async () => {
    const { metrics } = await json("evaluate", "--model", "cool", "--data", "validation.csv");
    const trained = await place.readJson("cool/metrics.json");
    for (const name of ["temperature", "eval_ece", "eval_ece_before", "eval_loss"]) {
      expect(metrics[name]).toBeCloseTo(trained[name], 4);
    }
  });

  test("a run that goes on without it ends without its temperature", async () => {
    const words = [...run, ...short, "--output", "cool-on"];
    await berth("finetune", ...words, "--calibrate");
    expect((await place.readJson("cool-on/config.json")).berth.tuned).toBeDefined();
    const { status } = await berth("finetune", ...words, "--epochs", "2", "--resume-inexact");
    expect(status).toBe(0);
    expect((await place.readJson("cool-on/config.json")).berth?.tuned).toBeUndefined();
  });

  test("a run from a calibrated one begins without its temperature", async () => {
    const words = ["--model", "cool", "--output", "again", "--max-steps", "1"];
    await berth("finetune", ...run.slice(0, 4), ...words);
    expect((await place.readJson("again/config.json")).berth?.tuned).toBeUndefined();
  });
});

test("label sets are calibrated beside their thresholds", async () => {
  const rows = [
    "the soup was good\tgood",
    "the day was sad\tsad",
    "the soup was warm and good\tgood|warm",
    "our room is warm\twarm",
  ];
  await place.write("sets.tsv", `text\tlabels\n${rows.join("\n")}\n${rows.join("\n")}\n`);
  const words = ["--train", "sets.tsv", "--validation", "sets.tsv", "--task", "multi-label"];
  const more = ["--threshold", "tune", "--calibrate", "--model", "bert", "--output", "sets"];
  await berth("finetune", ...words, ...more, "--max-steps", "3");
  const { tuned } = (await place.readJson("sets/config.json")).berth;
  const { temperature } = await place.readJson("sets/metrics.json");
  expect(tuned.temperature).toBe(temperature);
  const probabilities = ["predict", "--model", "sets", "the soup was good", "--top-k", "3"];
  const [shown] = await json(...probabilities);
  const [logits] = await json(...probabilities, "--scores", "logits");
  for (const [rank, { score }] of shown.entries()) {
    expect(score).toBeCloseTo(1 / (1 + Math.exp(-logits[rank].score / temperature)), 5);
  }
  const [given] = await json("predict", "--model", "sets", "the soup was good");
  expect(given).toEqual(shown.filter(({ score }: Json) => score >= tuned.thresholds[0]));
  // Another threshold leaves the temperature as it is.
  const [all] = await json(
    "predict",
    "--model",
    "sets",
    "the soup was good",
    "--threshold",
    "1e-9",
  );
  expect(all).toEqual(shown);
});

test("a task without probabilities of labels refuses it before the first step", async () => {
  await place.write("numbers.tsv", "text\tscore\ngood soup\t1.5\nbad soup\t0.5\n");
  const words = ["--train", "numbers.tsv", "--validation", "numbers.tsv", "--task", "regression"];
  const refused = await place.berth(
    ...["finetune", ...words, "--model", "bert", "--output", "never", "--calibrate"],
  );
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain("SETTING_UNFIT");
  expect(refused.stderr).toContain(
    "--calibrate: scales the logits of one decision a row, which the task regression does not have; it goes with classification, pair, multi-label, multiple-choice.",
  );
});
