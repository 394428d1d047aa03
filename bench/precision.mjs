// Scores of training in bfloat16 beside float32's, with the OpenVINO engine, over seeds.
//   node bench/precision.mjs --results FILE [--tasks gop,trec,sst2] [--seeds 42,1,2] [--python .venv/bin/python]
// Runs that FILE holds are not made again. Evaluation is in float32 in both.
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { linesOf } from "./results.mjs";
import { runBerth } from "./runs.mjs";
import { printScoreTable } from "./score-table.mjs";

const { values } = parseArgs({
  options: {
    results: { type: "string" },
    tasks: { type: "string", default: "gop,trec,sst2" },
    seeds: { type: "string", default: "42,1,2" },
    python: { type: "string", default: ".venv/bin/python" },
  },
});
if (!values.results) {
  console.error("usage: node bench/precision.mjs --results FILE [--tasks LIST] [--seeds LIST]");
  process.exit(2);
}

const precisions = ["f32", "bf16"];
const scores = { accuracy: "eval_accuracy", "macro F1": "eval_f1_macro" };
const known = () => linesOf(values.results);

const wanted = values.tasks.split(",");
const seeds = values.seeds.split(",").map(Number);
for (const task of wanted) {
  for (const seed of seeds) {
    for (const precision of precisions) {
      const isKnown = (run) => run.task === task && run.seed === seed && run.precision === precision;
      if (known().some(isKnown)) continue;
      const { python } = values;
      const result = runBerth(task, { seed, python, engine: "openvino", precision });
      appendFileSync(values.results, `${JSON.stringify({ ...result, precision })}\n`);
      console.error(`${task} ${precision} seed ${seed}: accuracy ${result.eval_accuracy.toFixed(4)}`);
    }
  }
}

const rows = wanted.flatMap((task) =>
  Object.entries(scores).map(([name, key]) => ({
    name: `${task}, ${name}`,
    scores: precisions.map((precision) =>
      known()
        .filter((run) => run.task === task && run.precision === precision)
        .filter(({ seed }) => seeds.includes(seed))
        .map((run) => run[key]),
    ),
  })),
);
printScoreTable(precisions, rows);
