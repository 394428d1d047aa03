// What a model in the box is worth: fine-tuned beside the same architecture from random weights, over seeds.
//   node bench/boxed-models.mjs berth-mini-en|berth-mini-zh [--tasks sst2,trec,gop] [--weights random,pre-trained,onward]
//     [--seeds 42,1,2] [--learning-rate 2e-4] [--results docs/measured] [--engine openvino] [--precision bf16]
//     [--python .venv/bin/python]
// onward: the model read the task's training texts, without their labels, for three epochs first.
// The folder holds berth-mini-en.jsonl, one JSON object a run; runs that it holds are not made again, in whichever
// precision, which each tells.
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomStream } from "../dist/base/index.js";
import { readSafetensors } from "../dist/directory/read-safetensors.js";
import { writeSafetensors } from "../dist/directory/write-safetensors.js";
import { flags, measured } from "./measured.mjs";
import { berth, root, threads } from "./places.mjs";
import { linesOf } from "./results.mjs";
import { runBerth, tasks } from "./runs.mjs";
import { printScoreTable } from "./score-table.mjs";

const usual = { "berth-mini-en": "sst2,trec,gop", "berth-mini-zh": "chnsenticorp,cluener" };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: "string" },
    weights: { type: "string", default: "random,pre-trained" },
    seeds: { type: "string", default: "42,1,2" },
    "learning-rate": { type: "string", default: "2e-4" },
    results: { type: "string", default: "docs/measured" },
    engine: { type: "string" },
    precision: { type: "string" },
    python: { type: "string", default: ".venv/bin/python" },
  },
});
const [model = ""] = positionals;
if (!(model in usual)) {
  console.error(`usage: node bench/boxed-models.mjs ${Object.keys(usual).join("|")}`);
  process.exit(2);
}
const { python, engine, precision } = values;
const rate = values["learning-rate"];
const seeds = values.seeds.split(",").map(Number);
const wanted = (values.tasks ?? usual[model]).split(",");
const kinds = values.weights.split(",");
const file = join(values.results, `${model}.jsonl`);
const runs = linesOf(file);
const boxed = join(root, "models", model);
/** Of the weights: what another model in the box has reached is not this one's. */
const hash = createHash("sha256")
  .update(readFileSync(join(boxed, "model.safetensors")))
  .digest("hex")
  .slice(0, 12);
/** Where the model to start from is, by its kind of weights. */
const models = { random: writeRandomModel, "pre-trained": () => boxed, onward: writeOnwardModel };

for (const task of wanted) {
  for (const seed of seeds) {
    for (const weights of kinds) {
      if (found(task, seed, weights) === undefined) await compute(task, seed, weights);
    }
  }
}

const rows = wanted.flatMap((task) =>
  Object.entries(tasks[task].scores).map(([key, heading]) => ({
    name: `${task}, ${heading}`,
    scores: kinds.map((weights) => seeds.map((seed) => found(task, seed, weights)[key])),
  })),
);
printScoreTable(kinds, rows);

function found(task, seed, weights) {
  const { epochs } = tasks[task];
  const wanted = { task, seed, weights, rate, epochs, model: hash };
  return runs.find((run) => Object.entries(wanted).every(([key, value]) => run[key] === value));
}

/** One fine-tuning, appended to the file. */
async function compute(task, seed, weights) {
  const folder = mkdtempSync(join(tmpdir(), "berth-bench-"));
  try {
    const given = { model: await models[weights](folder, task, seed), "learning-rate": rate };
    // All training rows, whatever other comparisons take of them.
    const limit = Number.MAX_SAFE_INTEGER;
    const result = runBerth(task, { seed, python, engine, precision, given, limit });
    const run = { ...result, weights, rate, precision: precision ?? "f32", model: hash };
    runs.push(run);
    appendFileSync(file, `${JSON.stringify(run)}\n`);
    const scores = Object.keys(tasks[task].scores).map((key) => `${key} ${run[key].toFixed(4)}`);
    console.error(`${task} ${weights} seed ${seed}: ${scores.join(", ")}, ${run.train_s} s`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The model's texts are read onward by `berth pretrain` with its own settings, for three epochs. */
function writeOnwardModel(folder, task, seed) {
  const { train, flags: named } = tasks[task];
  const output = join(folder, "onward");
  const settings = { corpus: train, "text-column": named["text-column"], model: boxed, epochs: 3 };
  const choices = flags({ ...settings, seed, output, engine, precision, threads, quiet: true });
  const cache = ["--corpus-cache", join(folder, "cache")];
  measured([...berth, "pretrain", ...choices, ...cache], { python });
  return output;
}

/** A model of the same sizes and tokenizer whose weights are drawn as BERT's are: N(0, 0.02), scales 1, biases 0. */
async function writeRandomModel(folder, _task, seed) {
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt"]) {
    cpSync(join(boxed, name), join(folder, name));
  }
  const { tensors } = await readSafetensors(join(boxed, "model.safetensors"));
  const drawn = [...tensors].map(([name, tensor]) => {
    const random = randomStream(seed, name);
    const constant = name.endsWith("LayerNorm.weight") ? 1 : 0;
    const draw = tensor.shape.length > 1 ? () => 0.02 * random.nextNormal() : () => constant;
    return [name, { ...tensor, data: tensor.data.map(draw) }];
  });
  await writeSafetensors(join(folder, "model.safetensors"), drawn);
  return folder;
}
