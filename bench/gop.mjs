// Speed and memory: one epoch on GOP debate tweets by Berth and by the rival, in turns on the same cores.
//   node bench/gop.mjs [--rounds 3] [--keep FOLDER] [--python .venv/bin/python]
// --keep: a folder for the losses of the first round, as curves.mjs draws them.
import { parseArgs } from "node:util";
import { runBerth, runRival } from "./runs.mjs";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    keep: { type: "string" },
    python: { type: "string", default: ".venv/bin/python" },
  },
});

const columns = ["round", "train s", "rival s", "ratio", "peak MB", "rival MB", "ratio"];
const scoreColumns = ["accuracy", "rival", "macro F1", "rival"];
const line = (cells) => console.info(cells.map((cell) => `${cell}`.padStart(9)).join(" "));
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function row(name, berth, rival) {
  const average = (results, key) => mean(results.map((result) => result[key]));
  const pair = (key) => [average(berth, key), average(rival, key)];
  const [ours, theirs] = pair("train_s");
  const [ourPeak, theirPeak] = pair("max_rss_mb");
  line([
    name,
    ...[ours.toFixed(1), theirs.toFixed(1), (ours / theirs).toFixed(3)],
    ...[ourPeak.toFixed(0), theirPeak.toFixed(0), (ourPeak / theirPeak).toFixed(3)],
    ...[...pair("eval_accuracy"), ...pair("eval_f1_macro")].map((score) => score.toFixed(4)),
  ]);
}

line([...columns, ...scoreColumns]);
const berth = [];
const rival = [];
for (let round = 1; round <= Number(values.rounds); round++) {
  const keep = round === 1 ? values.keep : undefined;
  const turns = [
    () => berth.push(runBerth("gop", round, values.python, keep)),
    () => rival.push(runRival("gop", round, values.python, keep)),
  ];
  // Each goes first every other round: a machine that slows down or warms up favours neither.
  if (round % 2 === 0) turns.reverse();
  for (const turn of turns) turn();
  row(round, berth.slice(-1), rival.slice(-1));
}
row("mean", berth, rival);
