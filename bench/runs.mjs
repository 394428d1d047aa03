// Fine-tunings that are compared: Berth's command and the rival's script, on the same rows with the same settings.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flags, inTemporaryFolder, measured } from "./measured.mjs";
import { berth, data, miniLm, rivalScript, threads } from "./places.mjs";

/** The tasks that both programs know: files, columns, passes over the training rows, and how many of these. */
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
  sst2: {
    train: join(data, "glue/SST-2/train.tsv"),
    validation: join(data, "glue/SST-2/dev.tsv"),
    text: "sentence",
    label: "label",
    epochs: 1,
    rows: 20_000,
  },
};

/** What both programs are told, under Berth's names. */
const settings = {
  "batch-size": 32,
  "learning-rate": 5e-5,
  "warmup-ratio": 0.1,
  "max-length": 128,
};

/** `--engine` and `--precision`; ONNX Runtime on a processor has float32 only, and needs no word for it. */
export function engineFlags({ engine = "onnxruntime", precision = "f32" }) {
  return { engine, ...(engine === "onnxruntime" ? {} : { precision }) };
}

/**
 * One fine-tuning by Berth, scored with its last weights.
 *
 * @param {keyof typeof tasks} task
 * @param {{ seed: number, python: string, engine?: string, precision?: string, limit?: number, keep?: string }} options -
 *   `limit`: the first so many training rows; `keep`: a folder for the run's training_log.jsonl
 * @returns the result under the rival's names: `train_s`, `max_rss_mb`, `eval_loss`, `eval_accuracy`, `eval_f1_macro`
 */
export function runBerth(task, { seed, python, engine, precision, limit, keep }) {
  const { train, validation, text = "text", label, epochs, rows } = tasks[task];
  const { metrics, peakMb } = finetuneByBerth(
    {
      ...{ train, validation, model: miniLm, "text-column": text, "label-column": label },
      ...{ epochs, seed, "max-train-samples": limit ?? rows, ...settings },
      ...engineFlags({ engine, precision }),
    },
    { python, keep },
  );
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
}

/**
 * The same by the rival: what its script prints, kept as rival.out.
 *
 * @param {{ seed: number, python: string, precision?: string, grouped?: boolean, limit?: number, keep?: string }} options -
 *   `grouped`: batches of like length, not Trainer's default of random order
 */
export function runRival(task, { seed, python, precision, grouped = false, limit, keep }) {
  const choices = {
    epochs: tasks[task].epochs,
    "no-group": !grouped,
    seed,
    limit,
    bf16: precision === "bf16",
  };
  const { stdout, peakMb } = measured([python, rivalScript, task, miniLm, ...flags(choices)], {
    python,
  });
  if (keep) {
    mkdirSync(keep, { recursive: true });
    writeFileSync(join(keep, "rival.out"), stdout);
  }
  return { ...JSON.parse(stdout.trim().split("\n").at(-1)), max_rss_mb: peakMb };
}

/** `berth finetune` into a folder that is removed: its metrics.json, wall seconds and peak memory. */
export function finetuneByBerth(given, { python, keep }) {
  return inTemporaryFolder((folder) => {
    const output = join(folder, "run");
    const command = [...berth, "finetune", ...flags({ ...given, output, threads, quiet: true })];
    // A cache of its own: nothing that an earlier run has computed is found.
    const { wallSeconds, peakMb } = measured(command, {
      python,
      environment: { XDG_CACHE_HOME: join(folder, "cache") },
    });
    if (keep) {
      mkdirSync(keep, { recursive: true });
      copyFileSync(join(output, "training_log.jsonl"), join(keep, "training_log.jsonl"));
    }
    const metrics = JSON.parse(readFileSync(join(output, "metrics.json"), "utf8"));
    return { metrics, wallSeconds, peakMb };
  });
}
