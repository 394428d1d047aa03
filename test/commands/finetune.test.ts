import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { type Json, type Outcome, workplace } from "./workplace.js";

const place = workplace();
const data = ["--train", "train.csv", "--validation", "validation.csv", "--test", "validation.csv"];
const settings = ["--epochs", "2", "--batch-size", "8", "--max-length", "12"];

let outcome: Outcome;
beforeAll(async () => {
  const words = [...data, ...settings, "--logging-steps", "4", "--show", "3"];
  outcome = await place.berth("finetune", ...words, "--model", "bert", "--output", "run");
});

test("a finished run directory holds these files and no others", async () => {
  expect(Object.keys(await place.hashes("run"))).toEqual([
    "README.md",
    "config.json",
    "last/model.safetensors",
    "last/optimizer.safetensors",
    "last/run_state.json",
    "metrics.json",
    "model.safetensors",
    "onnx/model.onnx",
    "recipe.json",
    "report.html",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "trainer_state.json",
    "training_log.jsonl",
    "vocab.txt",
  ]);
});

test("config.json names the labels as Hugging Face does", async () => {
  expect(await place.readJson("run/config.json")).toMatchObject({
    architectures: ["BertForSequenceClassification"],
    model_type: "bert",
    hidden_size: 32,
    num_hidden_layers: 2,
    max_position_embeddings: 64,
    problem_type: "single_label_classification",
    id2label: { 0: "negative", 1: "neutral", 2: "positive" },
    label2id: { negative: 0, neutral: 1, positive: 2 },
    dtype: "float32",
  });
});

test("the tokenizer files carry the length of the run, and no truncation or padding", async () => {
  expect(await place.readJson("run/tokenizer_config.json")).toMatchObject({ model_max_length: 12 });
  expect(await place.readJson("run/tokenizer.json")).toMatchObject({
    truncation: null,
    padding: null,
  });
});

test("model.safetensors says that it is PyTorch's layout", async () => {
  const content = await place.read("run/model.safetensors");
  expect(content).toContain('"__metadata__":{"format":"pt"}');
  expect(content).toContain('"bert.encoder.layer.1.output.dense.weight"');
  expect(content).toContain('"classifier.weight"');
});

test("metrics.json scores best and last weights on validation and test rows", async () => {
  const metrics = await place.readJson("run/metrics.json");
  const scores = [
    "loss",
    "loss_batch_mean",
    "accuracy",
    "f1",
    "f1_macro",
    "f1_weighted",
    "matthews_correlation",
  ];
  const prefixes = ["eval_", "last_eval_", "test_", "last_test_"];
  const times = ["train_runtime", "prepare_runtime", "eval_runtime", "total_runtime"];
  const others = ["eval_majority_accuracy", "eval_majority_f1_macro", "train_loss", "train_steps"];
  expect(Object.keys(metrics).sort()).toEqual(
    [
      ...prefixes.flatMap((prefix) => scores.map((score) => prefix + score)),
      ...times,
      ...others,
      "best_epoch",
      "micro_batch_halvings",
    ].sort(),
  );
  // The test rows are the validation rows here.
  for (const score of scores) {
    expect(metrics[`test_${score}`]).toBe(metrics[`eval_${score}`]);
    expect(metrics[`last_test_${score}`]).toBe(metrics[`last_eval_${score}`]);
  }
  expect(metrics.train_steps).toBe(10);
});

test("trainer_state.json and training_log.jsonl hold the losses under the Trainer's keys", async () => {
  const log = (await place.read("run/training_log.jsonl")).trimEnd().split("\n");
  const lines = log.map((line) => JSON.parse(line));
  const steps = lines.filter((line) => "loss" in line);
  const evaluations = lines.filter((line) => "eval_loss" in line);
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(evaluations.map(({ step, epoch }) => [step, epoch])).toEqual([
    [5, 1],
    [10, 2],
  ]);
  const losses = steps.slice(0, 5).map(({ loss }) => loss);
  expect(evaluations[0].train_loss).toBeCloseTo(losses.reduce((a, b) => a + b) / 5, 12);
  const state = await place.readJson("run/trainer_state.json");
  expect(state).toMatchObject({ epoch: 2, global_step: 10, max_steps: 10, num_train_epochs: 2 });
  const logged = lines.filter((line) => "eval_loss" in line || line.step % 4 === 0);
  expect(state.log_history).toEqual(logged);
});

test("recipe.json holds every setting, the seed and the hashes of the data", async () => {
  const recipe = await place.readJson("run/recipe.json");
  const hashes = await place.hashes();
  expect(recipe).toMatchObject({ seed: 42, batchSize: 8, epochs: 2, maxLength: 12 });
  expect(recipe).toMatchObject({ learningRate: 2e-4, optimizer: "adamw", engine: "onnxruntime" });
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  expect(recipe.versions.berth).toBe(version);
  expect(recipe.surroundings["hash of train.csv"]).toBe(hashes["train.csv"]);
  expect(recipe.surroundings["hash of validation.csv"]).toBe(hashes["validation.csv"]);
});

test("report.html needs nothing outside itself", async () => {
  const html = await place.read("run/report.html");
  expect(html).toContain("<svg");
  expect(html).not.toMatch(/(?:src|href)="(?!#)/);
});

test("stdout is the classification report of the best weights", () => {
  expect(outcome.status).toBe(0);
  const lines = outcome.stdout.split("\n");
  expect(lines[0]).toBe("              precision    recall  f1-score   support");
  expect(lines.slice(2, 5).map((line) => line.trim().split(/\s+/)[0])).toEqual([
    "negative",
    "neutral",
    "positive",
  ]);
  expect(outcome.stdout).toMatch(/weighted avg( +\d\.\d{4}){3} +20\n$/);
});

test("stderr tells the recipe, what was guessed, and the rows before the first step", () => {
  const [before = ""] = outcome.stderr.split("\nstep 4 of 10");
  expect(before).toMatch(/^Recipe\n {2}train +train.csv\n/);
  expect(before).toMatch(/\n {2}learning-rate +2e-4\n/);
  expect(before).toContain(
    '\n  train.csv: column "text" is taken for the text (by its name); --text-column names another.\n',
  );
  expect(before).toContain("\n  learning rate 2e-4: hidden size 32\n");
  expect(before).toMatch(/\n {2}rows +train 40, validation 20, test 20\n/);
  expect(before).toMatch(/\n {2}labels +negative, neutral, positive\n/);
  expect(before).toMatch(/\n {2}parameters +25,219, \d+,\d+ of them trained\n/);
});

test("--show 3 prints three encoded examples", () => {
  expect(outcome.stderr.match(/^Example \d$/gm)).toEqual(["Example 1", "Example 2", "Example 3"]);
  expect(outcome.stderr).toContain(
    [
      "Example 1",
      "  text    to be honest: Our guide broke after one day",
      "  label   negative",
      "  tokens  [CLS] to be honest : our guide broke after one day [SEP]",
      "  ids     2 85 83 84 7 93 91 135 133 139 137 3",
    ].join("\n"),
  );
});

test("without a terminal there is a plain line every logging step, and a table of evaluations", () => {
  const progress = outcome.stderr.split("\n").filter((line) => line.startsWith("step"));
  expect(progress.map((line) => line.replace(/\d+\.\d+|\d+:\d\d/g, "#"))).toEqual(
    [4, 8, 10].map((step) =>
      expect.stringMatching(
        new RegExp(`^step ${step} of 10 {2}loss # {2}# (steps/s|s/step) {2}elapsed # {2}ETA #$`),
      ),
    ),
  );
  expect(outcome.stderr).toContain(
    "\n epoch    step  train loss  val. loss  accuracy  macro F1\n     1       5  ",
  );
  expect(outcome.stderr).toMatch(
    /All steps are done\. The best weights are those of epoch \d\.\nAlways answering the most frequent label would score: accuracy 0\.4500, macro F1 0\.2069\.\nThe model is in run\n\n$/,
  );
  // No colours, no cursor movements.
  expect(outcome.stderr).not.toContain("\u001b");
});

test("train, a recipe file and Hugging Face's names give the same model; --json the scores", async () => {
  await place.write(
    "recipe.yaml",
    "train_file: train.csv\nvalidation: validation.csv\nmodel_name_or_path: bert\nmax_seq_length: 12\nnum_train_epochs: 7\n",
  );
  const { status, stdout, stderr } = await place.berth(
    "train",
    ...["--config", "recipe.yaml", "--output_dir", "same", "--num_train_epochs=2"],
    ...["--per_device_train_batch_size", "8", "--json", "--quiet"],
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { metrics, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({
    directory: "same",
    step: 10,
    bestEpoch: metrics.best_epoch,
    reason: "complete",
  });
  expect(metrics).toEqual(await place.readJson("same/metrics.json"));
  const [run, same] = await Promise.all([place.hashes("run"), place.hashes("same")]);
  expect(same["training_log.jsonl"]).toBe(run["training_log.jsonl"]);
  expect(same["onnx/model.onnx"]).toBe(run["onnx/model.onnx"]);
});

test("a run's own recipe.json trains the same model again", async () => {
  const words = ["--config", "run/recipe.json", "--output", "again"];
  const again = await place.berth("finetune", ...words);
  expect(again.status).toBe(0);
  expect(again.stderr).not.toContain("has no effect");
  const [run, same] = await Promise.all([place.hashes("run"), place.hashes("again")]);
  for (const file of ["model.safetensors", "last/model.safetensors", "training_log.jsonl"]) {
    expect(same[file]).toBe(run[file]);
  }
  // What is given beside it goes before the record, and before what came of the record's own.
  const seeds = ["--seeds", "1,2", "--max-steps", "1", "--model", "bert", "--output", "seeds"];
  const changed = await place.berth("finetune", "--config", "run/recipe.json", ...seeds);
  expect({ status: changed.status, stderr: changed.stderr }).toMatchObject({ status: 0 });
  expect(changed.stderr).not.toContain("has no effect");
  expect(await place.readJson("seeds/recipe.json")).toMatchObject({ seeds: [1, 2], maxSteps: 1 });
  // A name that is no setting stays a mistake, in a record as well.
  const record: Json = await place.readJson("run/recipe.json");
  await place.write("edited.json", JSON.stringify({ ...record, epoch: 3 }));
  const edited = await place.berth("finetune", "--config", "edited.json", "--output", "edited");
  expect(edited.status).toBe(2);
  expect(edited.stderr).toMatch(/^USAGE {2}edited\.json: "epoch": is not a setting/);
});
