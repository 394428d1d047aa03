// The tutorial's frozen recipe with and without dropout in the frozen encoder: validation losses and scores.
//   node bench/frozen-dropout.mjs [--seeds 42] [--epochs 5] [--engine onnxruntime] [--python .venv/bin/python]
// Without it the encoder is computed once, in evaluation's way; with it in every step, as published loops do.
import { parseArgs } from "node:util";
import { tutorial } from "./rows/frozen.mjs";
import { engineFlags, finetuneByBerth } from "./runs.mjs";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "42" },
    epochs: { type: "string", default: "5" },
    engine: { type: "string", default: "onnxruntime" },
    python: { type: "string", default: ".venv/bin/python" },
  },
});
const { epochs, engine, python } = values;
const line = (cells) => console.info(cells.map((cell) => `${cell}`.padStart(14)).join(" "));
line(["frozen dropout", "seed", "best loss", "accuracy", "macro F1", "training, s"]);
for (const seed of values.seeds.split(",").map(Number)) {
  for (const isDropping of [false, true]) {
    const { metrics } = finetuneByBerth(
      { ...tutorial, epochs, seed, "frozen-dropout": isDropping, ...engineFlags({ engine }) },
      { python },
    );
    const scores = ["eval_loss_batch_mean", "last_eval_accuracy", "last_eval_f1_macro"];
    line([
      isDropping ? "on" : "off",
      seed,
      ...scores.map((name) => metrics[name].toFixed(4)),
      (metrics.train_runtime + metrics.eval_runtime).toFixed(1),
    ]);
  }
}
