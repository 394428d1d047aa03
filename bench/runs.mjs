// The runs that are compared: Berth's command and the rival's script, on the same rows with the same settings.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const shared = resolve(root, "../shared");
const data = join(shared, "data");
const model = join(shared, "models/minilm-l6-en");

/** The tasks that both programs know: files, label column, and passes over the training rows. */
export const tasks = {
  gop: {
    train: join(data, "gop-debate/seed-split/train.csv"),
    validation: join(data, "gop-debate/seed-split/validation.csv"),
    label: "sentiment",
    epochs: 1,
  },
  trec: {
    train: join(data, "trec6/train.tsv"),
    validation: join(data, "trec6/test.tsv"),
    label: "coarse",
    epochs: 5,
  },
};

/**
 * One fine-tuning by Berth, scored with its last weights.
 *
 * @param {keyof typeof tasks} task
 * @param {number} seed
 * @param {string} python - a Python interpreter, to measure memory with
 * @param {string} [keep] - a folder for the run's training_log.jsonl
 * @returns the result under the rival's names: `train_s`, `max_rss_mb`, `eval_loss`, `eval_accuracy`, `eval_f1_macro`
 */
export function runBerth(task, seed, python, keep) {
  const { train, validation, label, epochs } = tasks[task];
  return inTemporaryFolder((folder) => {
    const output = join(folder, "run");
    const settings = {
      train,
      validation,
      model,
      output,
      "text-column": "text",
      "label-column": label,
      epochs,
      "batch-size": 32,
      "learning-rate": 5e-5,
      "warmup-ratio": 0.1,
      "max-length": 128,
      threads: 2,
      seed,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const command = [process.execPath, join(root, "dist/cli/main.js"), "finetune", ...flags];
    const { peakMb } = measured([...command, "--quiet"], folder, python);
    if (keep) {
      mkdirSync(keep, { recursive: true });
      copyFileSync(join(output, "training_log.jsonl"), join(keep, "training_log.jsonl"));
    }
    const metrics = JSON.parse(readFileSync(join(output, "metrics.json"), "utf8"));
    return {
      task,
      epochs,
      seed,
      train_s: metrics.train_runtime,
      max_rss_mb: peakMb,
      eval_loss: metrics.last_eval_loss,
      eval_accuracy: metrics.last_eval_accuracy,
      eval_f1_macro: metrics.last_eval_f1_macro,
    };
  });
}

/** The same by the rival, in float32 and in batches of random order: what its script prints, kept as rival.out. */
export function runRival(task, seed, python, keep) {
  const script = join(shared, "rival/finetune.py");
  const settings = ["--epochs", `${tasks[task].epochs}`, "--no-group", "--seed", `${seed}`];
  return inTemporaryFolder((folder) => {
    const command = [python, script, task, model, ...settings];
    const { stdout, peakMb } = measured(command, folder, python);
    if (keep) {
      mkdirSync(keep, { recursive: true });
      writeFileSync(join(keep, "rival.out"), stdout);
    }
    return { ...JSON.parse(stdout.trim().split("\n").at(-1)), max_rss_mb: peakMb };
  });
}

function inTemporaryFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "berth-bench-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measured(command, folder, python) {
  const report = join(folder, "peak-mb");
  const measure = [join(import.meta.dirname, "measure.py"), report, ...command];
  const { status, stdout, stderr, error } = spawnSync(python, measure, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}:\n${stderr}`);
  return { stdout, peakMb: Number(readFileSync(report, "utf8")) };
}
