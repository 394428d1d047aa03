// Fine-tunings that are compared: Berth's command and the rival's script, on the same rows with the same settings.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flags, inTemporaryFolder, measured } from "./measured.mjs";
import { berth, data, miniLm, rivalScript, threads } from "./places.mjs";

/**
 * The tasks that are compared: files, flags, passes over the training rows, how many of these, and scores by the
 * rival's names; Berth's are the same behind `last_`, or stand in `berthNames`. `own` is the program of ours that stands
 * for the rival where its script knows no such task; `point` is one point of scores that are not shares of 1.
 */
export const tasks = {
  gop: {
    train: join(data, "gop-debate/seed-split/train.csv"),
    validation: join(data, "gop-debate/seed-split/validation.csv"),
    flags: { "text-column": "text", "label-column": "sentiment" },
    epochs: 1,
    scores: { eval_accuracy: "accuracy", eval_f1_macro: "macro F1" },
  },
  trec: {
    train: join(data, "trec6/train.tsv"),
    validation: join(data, "trec6/test.tsv"),
    flags: { "text-column": "text", "label-column": "coarse" },
    epochs: 5,
    scores: { eval_accuracy: "accuracy", eval_f1_macro: "macro F1" },
  },
  mrpc: {
    train: join(data, "glue/MRPC/train.tsv"),
    validation: join(data, "glue/MRPC/dev.tsv"),
    flags: {},
    epochs: 3,
    scores: { eval_f1: "F1", eval_accuracy: "accuracy" },
  },
  stsb: {
    train: join(data, "glue/STS-B/train.tsv"),
    validation: join(data, "glue/STS-B/dev.tsv"),
    flags: {},
    epochs: 3,
    scores: { eval_pearson: "Pearson", eval_spearmanr: "Spearman" },
  },
  goemotions: {
    train: join(data, "goemotions/train.tsv"),
    validation: join(data, "goemotions/dev.tsv"),
    flags: {
      task: "multi-label",
      "text-column": "column1",
      "label-column": "column2",
      "label-names": join(data, "goemotions/labels.txt"),
    },
    epochs: 3,
    scores: { eval_f1_micro: "micro F1", eval_f1_macro: "macro F1" },
    // `f1` of Berth is the task's main one, which the rival calls by its kind.
    berthNames: { eval_f1_micro: "last_eval_f1" },
  },
  sst2: {
    train: join(data, "glue/SST-2/train.tsv"),
    validation: join(data, "glue/SST-2/dev.tsv"),
    flags: { "text-column": "sentence", "label-column": "label" },
    epochs: 1,
    rows: 20_000,
    scores: { eval_accuracy: "accuracy", eval_f1_macro: "macro F1" },
  },
  conll: {
    train: join(data, "conll2003/eng.train"),
    validation: join(data, "conll2003/eng.testa"),
    flags: { task: "ner", test: join(data, "conll2003/eng.testb") },
    epochs: 3,
    scores: { test_f1: "test F1", eval_f1: "dev F1" },
  },
  chnsenticorp: {
    train: join(data, "chnsenticorp/train.tsv"),
    validation: join(data, "chnsenticorp/dev.tsv"),
    flags: { "text-column": "text_a", "label-column": "label" },
    epochs: 3,
    scores: { eval_accuracy: "accuracy", eval_f1_macro: "macro F1" },
  },
  cluener: {
    train: join(data, "cluener2020/train.json"),
    validation: join(data, "cluener2020/dev.json"),
    flags: { task: "ner", format: "cluener" },
    epochs: 5,
    scores: { eval_f1: "F1", eval_precision: "precision", eval_recall: "recall" },
  },
  squad: {
    train: join(data, "squad/train-v1.1-first12.json"),
    validation: join(data, "squad/dev-v1.1.json"),
    flags: { task: "qa", "batch-size": 16, "max-length": 384, stride: 128 },
    epochs: 2,
    scores: { eval_f1: "F1", eval_exact_match: "exact match" },
    point: 1,
    own: [join(import.meta.dirname, "programs/hf_qa.py")],
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
 * @param {{ seed: number, python: string, engine?: string, precision?: string, grouped?: boolean, limit?: number, keep?: string }} options -
 *   `grouped`: batches of like length; `limit`: the first so many training rows; `keep`: a folder for the run's training_log.jsonl; `given`: more flags
 * @returns the result under the rival's names: `train_s`, `max_rss_mb`, `eval_loss` and the task's scores
 */
export function runBerth(task, { seed, python, engine, precision, grouped, limit, keep, given = {} }) {
  const { train, validation, flags: named, epochs, rows, scores, berthNames = {} } = tasks[task];
  const { metrics, peakMb } = finetuneByBerth(
    {
      ...{ train, validation, model: miniLm, ...settings, ...named, ...given },
      ...{ epochs, seed, "max-train-samples": limit ?? rows, "group-by-length": grouped },
      ...engineFlags({ engine, precision }),
      // Scored at the end only, as the rival is.
      "eval-steps": 1_000_000,
    },
    { python, keep },
  );
  return {
    task,
    epochs,
    seed,
    engine: engine ?? "onnxruntime",
    train_s: metrics.train_runtime,
    max_rss_mb: peakMb,
    eval_loss: metrics.last_eval_loss,
    ...Object.fromEntries(
      Object.keys(scores).map((name) => [name, metrics[berthNames[name] ?? `last_${name}`]]),
    ),
  };
}

/**
 * The same by the rival: what its script prints, kept as rival.out.
 *
 * @param {{ seed: number, python: string, precision?: string, grouped?: boolean, limit?: number, keep?: string }} options -
 *   `grouped`: batches of like length, not Trainer's default of random order
 */
export function runRival(task, { seed, python, precision, grouped = false, limit, keep }) {
  const { epochs, own, train, validation, rows, flags: named } = tasks[task];
  const told = { ...settings, ...named };
  const choices = {
    ...{ epochs, seed, limit: limit ?? rows, bf16: precision === "bf16" },
    ...{ batch: told["batch-size"], lr: told["learning-rate"], "max-length": told["max-length"] },
  };
  const command = own
    ? [
        ...[...own, miniLm, train, validation],
        ...flags({ ...choices, "doc-stride": told.stride, threads, group: grouped }),
      ]
    : [rivalScript, task, miniLm, ...flags({ ...choices, "no-group": !grouped })];
  const { stdout, peakMb } = measured([python, ...command], { python });
  if (keep) {
    mkdirSync(keep, { recursive: true });
    writeFileSync(join(keep, "rival.out"), stdout);
  }
  return { task, ...JSON.parse(stdout.trim().split("\n").at(-1)), max_rss_mb: peakMb };
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
