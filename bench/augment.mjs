// What augmentation brings where rows are few: a tenth of TREC, with and without, on the whole test file.
//   node bench/augment.mjs [--seeds 42,1,2] [--rows 1] [--rate 0.1] [--methods synonym,insert,swap,delete] [--threads 2] [--max-steps N]
// The tenth is the same for all runs. The seed decides weights, order, dropout and edits; the last weights are scored.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "42,1,2" },
    rows: { type: "string", default: "1" },
    rate: { type: "string", default: "0.1" },
    methods: { type: "string", default: "synonym,insert,swap,delete" },
    threads: { type: "string", default: "2" },
    "max-steps": { type: "string" },
  },
});

const root = resolve(import.meta.dirname, "..");
const shared = resolve(root, "../shared");
const test = join(shared, "data/trec6/test.tsv");
const columns = ["--text-column", "text", "--label-column", "coarse"];
const folder = mkdtempSync(join(tmpdir(), "berth-augment-"));

function berth(...words) {
  const command = [join(root, "dist/cli/main.js"), ...words, "--quiet"];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  if (status !== 0) throw new Error(`berth ${words.join(" ")} ended with ${status}:\n${stderr}`);
  return stdout;
}

function train(seed, more) {
  const output = join(folder, `run-${seed}-${more.length}`);
  const settings = {
    train: join(folder, "parts/tenth.tsv"),
    validation: test,
    model: join(shared, "models/minilm-l6-en"),
    output,
    epochs: 10,
    "early-stopping": 0,
    "batch-size": 16,
    "learning-rate": 5e-5,
    "max-length": 64,
    threads: values.threads,
    seed,
    ...(values["max-steps"] && { "max-steps": values["max-steps"] }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  berth("finetune", ...flags, ...columns, ...more);
  const metrics = JSON.parse(readFileSync(join(output, "metrics.json"), "utf8"));
  rmSync(output, { recursive: true });
  return [metrics.last_eval_accuracy, metrics.last_eval_f1_macro];
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const line = (cells) => console.info(cells.map((cell) => `${cell}`.padStart(12)).join(" "));
const shown = (scores) => scores.map((score) => score.toFixed(4));

try {
  const whole = join(shared, "data/trec6/train.tsv");
  const parts = ["--parts", "tenth=0.1,others=0.9", "--stratify", "coarse"];
  berth("data", "split", whole, "--output", join(folder, "parts"), ...parts);
  const augment = ["--augment", values.methods, "--augment-rate", values.rate];
  const kinds = { without: [], with: [...augment, "--augment-rows", values.rows] };
  line(["", "seed", "accuracy", "macro F1"]);
  for (const [name, more] of Object.entries(kinds)) {
    const scores = values.seeds.split(",").map((seed) => {
      const score = train(seed, more);
      line([name, seed, ...shown(score)]);
      return score;
    });
    line([name, "mean", ...shown([0, 1].map((at) => mean(scores.map((score) => score[at]))))]);
  }
} finally {
  rmSync(folder, { recursive: true });
}
