// Scores of the last weights over several seeds, beside the rival's.
//   node bench/quality.mjs gop|trec|mrpc|stsb|goemotions|conll|squad [--seeds 42,1,2,3,4] [--results docs/measured]
//     [--engine openvino] [--grouped rival|both] [--limit 64] [--python .venv/bin/python]
// The folder holds berth-TASK.jsonl and rival-TASK.jsonl, one JSON object a line and seed. Seeds that they hold already
// are not run again; what comes is appended at once, Berth and the rival in turns. --grouped: batches of like length, of
// the rival alone, which they make faster, or of both. What is run in another way has files of its own:
// rival-TASK-grouped.jsonl, berth-TASK-ENGINE.jsonl. --limit: a try with the first so many training rows, of which
// nothing is kept.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { linesOf } from "./results.mjs";
import { runBerth, runRival, tasks } from "./runs.mjs";
import { deviation, errorOfDifference, mean } from "./statistics.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    results: { type: "string", default: "docs/measured" },
    seeds: { type: "string", default: "42,1,2,3,4" },
    engine: { type: "string" },
    grouped: { type: "string" },
    limit: { type: "string" },
    python: { type: "string", default: ".venv/bin/python" },
  },
});
const [task = ""] = positionals;
const { python, engine, grouped } = values;
if (!(task in tasks) || ![undefined, "rival", "both"].includes(grouped)) {
  console.error(`usage: node bench/quality.mjs ${Object.keys(tasks).join("|")} [--seeds LIST] [--grouped rival|both]`);
  process.exit(2);
}
const { epochs, scores: shown, point = 0.01 } = tasks[task];
const limit = values.limit && Number(values.limit);
mkdirSync(values.results, { recursive: true });

const line = (cells) => console.info(cells.map((cell) => `${cell}`.padStart(10)).join(" "));
/** One program's results of the seeds: those that its file holds, and after each run a new one. */
function resultsIn(name, run) {
  const file = join(values.results, `${name}.jsonl`);
  const known = (limit ? [] : linesOf(file)).filter(
    (result) => result.task === task && result.epochs === epochs && !result.bf16,
  );
  return {
    ensure(seed) {
      if (known.some((result) => result.seed === seed)) return;
      const result = run({ seed, python, limit });
      if (!Object.keys(shown).some((key) => Number.isFinite(result[key]))) {
        throw new Error(`${name} seed ${seed} has none of its scores: ${JSON.stringify(result)}`);
      }
      known.push(result);
      if (!limit) appendFileSync(file, `${JSON.stringify(result)}\n`);
      const told = Object.keys(shown).map((key) => `${key} ${result[key]?.toFixed(4)}`);
      console.error(`${name} seed ${seed}: ${told.join(", ")}`);
    },
    of: (seeds) => seeds.map((seed) => known.find((result) => result.seed === seed)),
  };
}

function compare(name, key, berth, rival) {
  const [ours, theirs] = [berth, rival].map((runs) => runs.map((run) => run[key]));
  const difference = mean(ours) - mean(theirs);
  const error = errorOfDifference(ours, theirs);
  // Never more than a point below, whatever the spread.
  const holds = difference >= -2 * error && difference >= -point;
  line([
    name,
    ...[ours, theirs].flatMap((scores) =>
      [mean(scores), deviation(scores)].map((n) => n.toFixed(4)),
    ),
    ...[difference, 2 * error].map((number) => number.toFixed(4)),
    holds ? "holds" : "BELOW",
  ]);
  return holds;
}

const seeds = values.seeds.split(",").map(Number);
const named = (...parts) => parts.filter(Boolean).join("-");
const ours = resultsIn(named("berth", task, engine, grouped === "both" && "grouped"), (options) =>
  runBerth(task, { ...options, engine, grouped: grouped === "both" }),
);
const theirs = resultsIn(named("rival", task, grouped && "grouped"), (options) =>
  runRival(task, { ...options, grouped: grouped !== undefined }),
);
for (const seed of seeds) {
  ours.ensure(seed);
  theirs.ensure(seed);
}
const [berth, rival] = [ours.of(seeds), theirs.of(seeds)];
line(["", "seed", ...Object.values(shown), "loss"]);
for (const [name, runs] of Object.entries({ berth, rival })) {
  for (const run of runs) {
    const scores = [...Object.keys(shown), "eval_loss"].map((key) => run[key] ?? Number.NaN);
    line([name, run.seed, ...scores.map((score) => score.toFixed(4))]);
  }
}
// One seed says nothing of the spread, and some scores only one program tells.
const compared = Object.entries(shown).filter(
  ([key]) => seeds.length > 1 && [...berth, ...rival].every((run) => Number.isFinite(run[key])),
);
if (compared.length === 0) process.exit();
console.info("");
line(["", "berth", "deviation", "rival", "deviation", "difference", "2 errors", ""]);
const held = compared.map(([key, heading]) => compare(heading, key, berth, rival));
if (held.includes(false)) process.exitCode = 1;
