// Berth beside itself: one task with several sets of flags, over seeds, last weights.
//   node bench/variants.mjs conll --variants '{"linear":{},"crf":{"head":"crf"}}'
//   node bench/variants.mjs cluener --variants '{"linear":{},"crf":{"head":"crf"}}'
//     --given '{"model":"models/berth-mini-zh","learning-rate":"2e-4"}'
//   node bench/variants.mjs gop --variants '{"alone":{},"after SST-2":{"model":"runs/sst2"}}'
//   [--seeds 42,1,2] [--results docs/measured] [--engine openvino] [--python .venv/bin/python]
// --given: flags of all variants. The folder holds variants-TASK.jsonl, one JSON object a run; runs that it holds, or
// that bench/quality.mjs made, are not made again.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { linesOf } from "./results.mjs";
import { runBerth, tasks } from "./runs.mjs";
import { printScoreTable } from "./score-table.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    variants: { type: "string" },
    given: { type: "string", default: "{}" },
    seeds: { type: "string", default: "42,1,2" },
    results: { type: "string", default: "docs/measured" },
    engine: { type: "string" },
    python: { type: "string", default: ".venv/bin/python" },
  },
});
const [task = ""] = positionals;
if (!(task in tasks) || values.variants === undefined) {
  console.error(
    `usage: node bench/variants.mjs ${Object.keys(tasks).join("|")} --variants '{"name":{"flag":"value"}}'`,
  );
  process.exit(2);
}
const variants = Object.entries(JSON.parse(values.variants)).map(([name, own]) => {
  return { name, given: { ...JSON.parse(values.given), ...own } };
});
const { python, engine = "onnxruntime" } = values;
const seeds = values.seeds.split(",").map(Number);
mkdirSync(values.results, { recursive: true });
const file = join(values.results, `variants-${task}.jsonl`);
const { epochs, scores } = tasks[task];
/** What bench/quality.mjs has measured of Berth: runs without further flags. */
const measured = ["berth", task, ...(values.engine ? [engine] : [])].join("-");
const runs = [
  ...linesOf(file),
  ...linesOf(join(values.results, `${measured}.jsonl`)).map((run) => ({ engine, ...run, given: {} })),
];

const isOf = (given, seed) => (run) =>
  run.seed === seed &&
  run.epochs === epochs &&
  run.engine === engine &&
  JSON.stringify(run.given) === JSON.stringify(given);

for (const seed of seeds) {
  for (const { name, given } of variants) {
    if (runs.some(isOf(given, seed))) continue;
    const run = { ...runBerth(task, { seed, python, engine, given }), variant: name, given };
    runs.push(run);
    appendFileSync(file, `${JSON.stringify(run)}\n`);
    const shown = Object.keys(scores).map((key) => `${key} ${run[key].toFixed(4)}`);
    console.error(`${task} ${name} seed ${seed}: ${shown.join(", ")}, ${run.train_s} s`);
  }
}

const rows = Object.entries(scores).map(([key, heading]) => ({
  name: `${task}, ${heading}`,
  scores: variants.map(({ given }) => seeds.map((seed) => runs.find(isOf(given, seed))[key])),
}));
printScoreTable(
  variants.map(({ name }) => name),
  rows,
);
