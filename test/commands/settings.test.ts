import { expect, test } from "vitest";
import { readSafetensors } from "../../src/directory/index.js";
import { writeSafetensors } from "../../src/directory/write-safetensors.js";
import { onnxLogits } from "./onnx-logits.js";
import { type Json, workplace } from "./workplace.js";

const place = workplace();

/** Runs a fine-tuning that must succeed; gives what it said and its log. */
async function finetune(output: string, ...more: string[]) {
  const words = ["--train", "train.csv", "--model", "bert", "--batch-size", "8"];
  const outcome = await place.berth("finetune", ...words, "--output", output, ...more);
  expect(outcome).toMatchObject({ status: 0 });
  const lines = (await place.read(`${output}/training_log.jsonl`)).trimEnd().split("\n");
  const log: Json[] = lines.map((line) => JSON.parse(line));
  return {
    stderr: outcome.stderr,
    steps: log.filter((line) => "loss" in line),
    evaluations: log.filter((line) => "eval_loss" in line),
  };
}

const validation = ["--validation", "validation.csv"];

/** The tensors of a model directory that differ from the pre-trained ones. */
async function changedTensors(directory: string): Promise<string[]> {
  const read = (name: string) => readSafetensors(place.path(name, "model.safetensors"));
  const [before, after] = await Promise.all([read("bert"), read(directory)]);
  const names = [...after.tensors.keys()];
  return names.filter(
    (name) => String(after.tensors.get(name)?.data) !== String(before.tensors.get(name)?.data),
  );
}

test("early stopping ends a run after so many evaluations without a better score", async () => {
  const still = ["--learning-rate", "1e-9", "--metric-for-best-model", "accuracy"];
  const run = ["--max-steps", "30", "--eval-steps", "1", "--early-stopping", "2"];
  const { stderr, steps, evaluations } = await finetune("still", ...validation, ...still, ...run);
  expect(steps).toHaveLength(3);
  expect(evaluations.map(({ best }) => best)).toEqual([true, false, false]);
  expect(stderr).toContain(
    "Stopped early: the score no longer rose. The best weights are those of epoch 0.2.",
  );
});

test.each([
  ["loss", Math.min],
  ["f1_macro", Math.max],
])("the best weights are chosen by %s", async (metric, best) => {
  const output = `by-${metric}`;
  // So high a rate that the scores go up and down.
  const run = ["--learning-rate", "0.02", "--max-steps", "12", "--eval-steps", "1"];
  const words = [...validation, ...run, "--metric-for-best-model", metric];
  const { evaluations } = await finetune(output, ...words);
  const scores = evaluations.map((line) => line[`eval_${metric}`]);
  const state = await place.readJson(`${output}/trainer_state.json`);
  expect(state.best_metric).toBe(best(...scores));
  const first = evaluations[scores.indexOf(best(...scores))];
  const metrics = await place.readJson(`${output}/metrics.json`);
  expect(metrics.best_epoch).toBe(first.epoch);
  expect(metrics.eval_loss).toBeCloseTo(first.eval_loss, 6);
  expect(metrics.last_eval_loss).toBe(evaluations.at(-1).eval_loss);
  const words2 = ["evaluate", "--model", output, "--data", "validation.csv", "--json"];
  const evaluated = JSON.parse((await place.berth(...words2)).stdout);
  expect(evaluated.metrics.eval_loss).toBeCloseTo(first.eval_loss, 6);
});

test("frozen parts stay as they were, bit for bit, and all others move", async () => {
  const steps = ["--max-steps", "3", "--warmup-ratio", "0"];
  const changed = async (parts: string) => {
    await finetune(parts, ...validation, ...steps, "--freeze", parts);
    const names = await changedTensors(parts);
    return [
      ...new Set(names.map((name) => name.replace(/^bert\./, "").split(/\.(?!\d|layer)/)[0])),
    ];
  };
  expect(await changed("encoder")).toEqual(["classifier"]);
  expect((await changed("embeddings")).sort()).toEqual([
    "classifier",
    "encoder.layer.0",
    "encoder.layer.1",
    "pooler",
  ]);
  expect((await changed("embeddings,0")).sort()).toEqual([
    "classifier",
    "encoder.layer.1",
    "pooler",
  ]);
});

test("a pooler that the model lacks is trained, though the encoder is frozen", async () => {
  await place.copy("bert", "bare");
  const { tensors } = await readSafetensors(place.path("bert/model.safetensors"));
  const kept = [...tensors].filter(([name]) => !name.includes("pooler"));
  expect(kept.length).toBe(tensors.size - 2);
  await writeSafetensors(place.path("bare/model.safetensors"), kept);
  const told = ": bare has no pooler; a new one is trained together with the head";
  const words = [...validation, "--model", "bare", "--max-steps", "3", "--warmup-ratio", "0"];
  const frozen = await finetune("spared", ...words, "--freeze", "encoder");
  expect(frozen.stderr).toContain(`--freeze encoder${told}`);
  expect(await place.readJson("spared/recipe.json")).toMatchObject({ freeze: "embeddings,0-1" });
  const still = ["--learning-rate", "1e-12", "--weight-decay", "0"];
  await finetune("as-drawn", ...words, "--freeze", "encoder", ...still);
  const read = async (name: string) =>
    (await readSafetensors(place.path(name, "model.safetensors"))).tensors;
  const [after, drawn] = await Promise.all([read("spared"), read("as-drawn")]);
  const moved = [...after.keys()].filter(
    (name) => String(after.get(name)?.data) !== String(drawn.get(name)?.data),
  );
  expect(moved.map((name) => name.replace(/^bert\./, "")).sort()).toEqual([
    ...["classifier.bias", "classifier.weight", "pooler.dense.bias", "pooler.dense.weight"],
  ]);
  const probed = await finetune("probed", ...words, "--linear-probe-first", "1", ...still);
  expect(probed.stderr).toContain(`--linear-probe-first${told}`);
  const pooler = (found: typeof drawn) =>
    found.get("bert.pooler.dense.weight")?.data as Float32Array;
  const [learnt, before] = [pooler(await read("probed")), pooler(drawn)];
  expect(Math.max(...learnt.map((x, i) => Math.abs(x - (before[i] ?? 0))))).toBeGreaterThan(1e-4);
});

test("--encoder-layers keeps the first layers, in the saved model too", async () => {
  await finetune("short", ...validation, "--encoder-layers", "1", "--max-steps", "2");
  expect(await place.readJson("short/config.json")).toMatchObject({ num_hidden_layers: 1 });
  const { tensors } = await readSafetensors(place.path("short/model.safetensors"));
  expect([...tensors.keys()].filter((name) => name.includes("layer.1."))).toEqual([]);
  expect((await place.berth("predict", "--model", "short", "good")).status).toBe(0);
});

test("an MLP head of two hidden layers is saved and loaded again, in Berth and in ONNX", async () => {
  const head = ["--head", "mlp", "--head-hidden", "16,8", "--head-dropout", "0.2"];
  await finetune("mlp", ...validation, ...head, "--max-steps", "6", "--learning-rate", "1e-2");
  const config = await place.readJson("mlp/config.json");
  expect(config.architectures).toEqual(["BertModel"]);
  expect(config.berth.head).toEqual({ kind: "mlp", hidden: [16, 8], dropout: 0.2 });
  const texts = ["the soup made us smile", "my room is a waste of money"];
  const words = ["predict", "--model", "mlp", ...texts, "--scores", "logits", "--json"];
  const predictions: Json[][] = JSON.parse((await place.berth(...words)).stdout);
  const logits = predictions.flatMap((scores) =>
    ["negative", "neutral", "positive"].map((name) => scores.find((s) => s.label === name).score),
  );
  const expected = await onnxLogits(place.path("mlp"), texts, 12);
  expect(expected).toHaveLength(6);
  logits.forEach((logit, index) => {
    expect(Math.abs(logit - (expected[index] ?? Number.NaN))).toBeLessThan(1e-5);
  });
  const scored = ["evaluate", "--model", "mlp", "--data", "validation.csv", "--json"];
  const { metrics } = JSON.parse((await place.berth(...scored)).stdout);
  expect(metrics.eval_loss).toBeCloseTo((await place.readJson("mlp/metrics.json")).eval_loss, 6);
});

test("--max-train-samples takes the first rows, and --validation-split its share of them", async () => {
  const few = await finetune("few", "--max-train-samples", "20", "--max-steps", "1");
  expect(few.stderr).toMatch(/\n {2}rows +train 17, validation 3\n/);
  const split = await finetune("split", "--validation-split", "0.25", "--max-steps", "1");
  expect(split.stderr).toMatch(/\n {2}rows +train 30, validation 10\n/);
});

test("the rate follows the scheduler with every optimizer", async () => {
  const peak = 0.01;
  const run = [...validation, "--learning-rate", String(peak), "--max-steps", "8"];
  const warm = ["--warmup-steps", "2"];
  const adam = await finetune(
    "adam",
    ...run,
    ...warm,
    "--optimizer",
    "adam",
    "--lr-scheduler",
    "cosine",
  );
  const cosine = [0, 1, 2, 3, 4, 5].map((step) => (1 + Math.cos((Math.PI * step) / 6)) / 2);
  adam.steps.forEach(({ learning_rate }, step) => {
    expect(learning_rate).toBeCloseTo(peak * ([0, 0.5, ...cosine][step] ?? Number.NaN), 12);
  });
  const decay = ["--optimizer", "sgd", "--weight-decay", "0.1"];
  const sgd = await finetune("sgd", ...run, ...warm, ...decay, "--lr-scheduler", "constant");
  expect(sgd.steps.map((line) => line.learning_rate / peak)).toEqual([0, 0.5, 1, 1, 1, 1, 1, 1]);
  // Two runs of one seed start alike and go apart once the optimizers have moved.
  expect(sgd.steps[0].loss).toBe(adam.steps[0].loss);
  expect(sgd.steps[7].loss).not.toBe(adam.steps[7].loss);
});

test("class weights and label smoothing change the loss, and the weights are printed", async () => {
  const run = [...validation, "--max-steps", "1"];
  const plain = await finetune("plain", ...run);
  const smooth = await finetune("smooth", ...run, "--label-smoothing", "0.1");
  const listed = await finetune("listed", ...run, "--class-weights", "1,2,0.5");
  const balanced = await finetune("balanced", ...run, "--class-weights", "balanced");
  expect(listed.stderr).toMatch(/\n {2}class weights +1, 2, 0\.5\n/);
  expect((await place.readJson("listed/recipe.json")).class_weights).toEqual([1, 2, 0.5]);

  const rows = `${await place.read("train.csv")}${await place.read("validation.csv")}`;
  const counts = ["negative", "neutral", "positive"].map(
    (label) => rows.match(new RegExp(`,${label}$`, "gm"))?.length ?? 0,
  );
  const weights = counts.map((count) => Number((60 / (3 * count)).toFixed(8)));
  expect(balanced.stderr).toContain(`class weights  ${weights.join(", ")}\n`);

  const losses = [plain, smooth, listed, balanced].map(({ steps }) => steps[0].loss);
  expect(new Set(losses).size).toBe(4);
});

/** The largest change of any number of a tensor, from the pre-trained weights to a run's. */
async function largestChange(directory: string, name: string): Promise<number> {
  const read = (where: string) => readSafetensors(place.path(where, "model.safetensors"));
  const [before, after] = await Promise.all([read("bert"), read(directory)]);
  const numbers = ({ tensors }: typeof before) =>
    (tensors.get(`bert.${name}`)?.data ?? []) as Float32Array;
  const [from, to] = [numbers(before), numbers(after)];
  return Math.max(...from.map((value, i) => Math.abs(value - (to[i] ?? Number.NaN))));
}

test("lower layers learn more slowly by --llrd: Adam's first step shows each one's rate", async () => {
  const once = ["--max-steps", "1", "--learning-rate", "1e-3", "--lr-scheduler", "constant"];
  const plain = ["--warmup-ratio", "0", "--weight-decay", "0"];
  await finetune("layer-rates", ...validation, ...once, ...plain, "--llrd", "0.5");
  const dense = (layer: number) => `encoder.layer.${layer}.output.dense.weight`;
  expect(await largestChange("layer-rates", dense(1))).toBeCloseTo(1e-3, 5);
  expect(await largestChange("layer-rates", dense(0))).toBeCloseTo(5e-4, 5);
  expect(await largestChange("layer-rates", "embeddings.LayerNorm.bias")).toBeCloseTo(2.5e-4, 5);
});

test("--reinit-layers draws the last layers anew, and no other", async () => {
  const still = ["--max-steps", "1", "--learning-rate", "1e-9", "--reinit-layers", "1"];
  await finetune("anew", ...validation, ...still);
  const dense = (layer: number) => `encoder.layer.${layer}.output.dense.weight`;
  expect(await largestChange("anew", dense(1))).toBeGreaterThan(0.01);
  expect(await largestChange("anew", dense(0))).toBeLessThan(1e-7);
});

test("more layers to draw anew than the model has are refused", async () => {
  const words = ["--train", "train.csv", "--model", "bert", "--output", "too-many"];
  const outcome = await place.berth("finetune", ...words, "--reinit-layers", "9");
  expect(outcome.status).toBe(2);
  expect(outcome.stderr).toContain("ENCODER_LAYERS  --reinit-layers 9: must be at most 2");
});
