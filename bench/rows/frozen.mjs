// The tutorial's recipe: a head of two layers on a frozen encoder, 5 epochs with an evaluation after each.
import { join } from "node:path";
import { flags, reported } from "../measured.mjs";
import { data, miniLm, rivalScript } from "../places.mjs";
import { engineFlags, finetuneByBerth } from "../runs.mjs";
import { berthContenders, missingPrecision } from "./berth-engines.mjs";

/** The recipe as flags. */
export const tutorial = {
  train: join(data, "gop-debate/tutorial-split/train.csv"),
  validation: join(data, "gop-debate/tutorial-split/validation.csv"),
  model: miniLm,
  freeze: "encoder",
  head: "mlp",
  "head-hidden": 512,
  "max-length": 25,
  "class-weights": "balanced",
  optimizer: "adam",
  "learning-rate": 1e-3,
  "lr-scheduler": "constant",
  "warmup-ratio": 0,
  "weight-decay": 0,
  "max-grad-norm": 0,
  "batch-size": 32,
  "metric-for-best-model": "loss_batch_mean",
};

export const frozenRecipes = ["f32", "bf16"].map((precision) => ({
  name: `frozen-${precision}`,
  title: `frozen recipe, 5 epochs, ${precision}`,
  missing: (context) => missingPrecision(precision, context),
  contenders(context) {
    const { python, limit } = context;
    const epochs = limit === undefined ? 5 : 1;
    return {
      ...berthContenders(precision, context, (engine) => (round) => {
        const engineChoice = engineFlags({ engine, precision });
        const settings = {
          ...tutorial,
          epochs,
          seed: round,
          "max-train-samples": limit,
          ...engineChoice,
        };
        const { metrics, peakMb } = finetuneByBerth(settings, { python });
        // The published loop's seconds hold its evaluations too.
        const seconds = metrics.train_runtime + metrics.eval_runtime;
        return { seconds, peakMb, validationLoss: metrics.eval_loss_batch_mean };
      }),
      "the tutorial's loop": (round) => {
        const choices = flags({ epochs, seed: round, bf16: precision === "bf16" });
        const command = [python, rivalScript, "gop-frozen", miniLm, ...choices];
        const { train_s, peakMb, best_val_loss } = reported(command, { python });
        return { seconds: train_s, peakMb, validationLoss: best_val_loss };
      },
    };
  },
  bars: [{ rival: "the tutorial's loop", measure: "seconds", atLeast: 6 }],
}));
