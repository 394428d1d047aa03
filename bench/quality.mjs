// Scores of the last weights over several seeds, beside the rival's.
//   node bench/quality.mjs gop|trec|mrpc|stsb|goemotions --rival FILE [--berth FILE] [--seeds 42,1,2,3,4] [--python .venv/bin/python]
// FILE holds one JSON object a line, as the rival's script prints them. Berth's results are appended to --berth as they
// come, and seeds that it already holds are not run again.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runBerth, tasks } from "./runs.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rival: { type: "string" },
    berth: { type: "string" },
    seeds: { type: "string", default: "42,1,2,3,4" },
    python: { type: "string", default: ".venv/bin/python" },
  },
});
const [task] = positionals;
if (!(task in tasks) || !values.rival) {
  console.error(
    "usage: node bench/quality.mjs gop|trec|mrpc|stsb|goemotions --rival FILE [--berth FILE] [--seeds LIST]",
  );
  process.exit(2);
}

/** The most that a mean may fall below the rival's, whatever the spread. */
const LARGEST_LOSS = 0.01;

const line = (cells) => console.info(cells.map((cell) => `${cell}`.padStart(10)).join(" "));
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** The variance of what the numbers are a sample of. */
function variance(numbers) {
  const center = mean(numbers);
  const squares = numbers.map((number) => (number - center) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / (numbers.length - 1);
}

/** The full-precision results of this task in a file. */
function readResults(file) {
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean).map(JSON.parse);
  const { epochs } = tasks[task];
  return lines.filter((run) => run.task === task && run.epochs === epochs && !run.bf16);
}

function berthResults() {
  const known = values.berth && existsSync(values.berth) ? readResults(values.berth) : [];
  return values.seeds
    .split(",")
    .map(Number)
    .map((seed) => {
      const result =
        known.find((run) => run.seed === seed) ?? runBerth(task, { seed, python: values.python });
      if (values.berth && !known.includes(result)) {
        appendFileSync(values.berth, `${JSON.stringify(result)}\n`);
      }
      return result;
    });
}

function compare(name, key, berth, rival) {
  const [ours, theirs] = [berth, rival].map((runs) => runs.map((run) => run[key]));
  const difference = mean(ours) - mean(theirs);
  const error = Math.sqrt(variance(ours) / ours.length + variance(theirs) / theirs.length);
  const holds = difference >= -2 * error && difference >= -LARGEST_LOSS;
  line([
    name,
    ...[ours, theirs].flatMap((scores) =>
      [mean(scores), Math.sqrt(variance(scores))].map((n) => n.toFixed(4)),
    ),
    ...[difference, 2 * error].map((number) => number.toFixed(4)),
    holds ? "holds" : "BELOW",
  ]);
  return holds;
}

const rival = readResults(values.rival);
const berth = berthResults();
const { scores: shown } = tasks[task];
line(["", "seed", ...Object.values(shown), "loss"]);
for (const [name, runs] of Object.entries({ berth, rival })) {
  for (const run of runs) {
    const names = [...Object.keys(shown), "loss"];
    const scores = names.map((name) => run[`eval_${name}`] ?? Number.NaN);
    line([name, run.seed, ...scores.map((score) => score.toFixed(4))]);
  }
}
console.info("");
line(["", "berth", "deviation", "rival", "deviation", "difference", "2 errors", ""]);
const held = Object.entries(shown).map(([name, heading]) =>
  compare(heading, `eval_${name}`, berth, rival),
);
if (held.includes(false)) process.exitCode = 1;
