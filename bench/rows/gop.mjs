// One epoch on GOP debate tweets: speed of training, and memory.
import { runBerth, runRival } from "../runs.mjs";
import { berthContenders, missingPrecision } from "./berth-engines.mjs";

const bars = {
  f32: [
    { rival: "HF defaults", measure: "seconds", atLeast: 1.6 },
    { rival: "HF length-grouped", measure: "seconds", atLeast: 1.1 },
    { rival: "HF defaults", measure: "peakMb", atMost: 0.75 },
  ],
  bf16: [
    { rival: "HF defaults", measure: "seconds", atLeast: 2 },
    { rival: "HF length-grouped", measure: "seconds", atLeast: 1.35 },
  ],
};

/** What is compared: the loop alone, without loading and evaluation, and the memory of the whole process. */
function measures({ train_s, max_rss_mb, eval_accuracy, eval_f1_macro }) {
  return { seconds: train_s, peakMb: max_rss_mb, accuracy: eval_accuracy, f1Macro: eval_f1_macro };
}

export const gopEpochs = ["f32", "bf16"].map((precision) => ({
  name: `gop-${precision}`,
  title: `GOP, MiniLM, 1 epoch, ${precision}`,
  missing: (context) => missingPrecision(precision, context),
  contenders(context) {
    const { python, limit } = context;
    const options = (round) => ({ seed: round, python, precision, limit });
    const keep = (round) => (round === 1 ? context.keep : undefined);
    return {
      ...berthContenders(
        precision,
        context,
        (engine) => (round) =>
          measures(runBerth("gop", { ...options(round), engine, keep: keep(round) })),
      ),
      "HF defaults": (round) => measures(runRival("gop", { ...options(round), keep: keep(round) })),
      "HF length-grouped": (round) =>
        measures(runRival("gop", { ...options(round), grouped: true })),
    };
  },
  bars: bars[precision],
}));
