// Labels for a file of texts. The rivals take batches of 32 in file order, padded to their longest.
import { missingPrecision } from "./berth-engines.mjs";
import { predictContenders } from "./predict-programs.mjs";

const bars = {
  f32: [
    { rival: "HF", measure: "seconds", atLeast: 1.6 },
    { rival: "transformers.js", measure: "seconds", atLeast: 1.5 },
  ],
  bf16: [
    { rival: "HF bf16", measure: "seconds", atLeast: 1.4 },
    { rival: "transformers.js f32", measure: "seconds", atLeast: 3.5 },
  ],
};

export const filePredictions = ["f32", "bf16"].map((precision) => ({
  name: `predict-file-${precision}`,
  title: `predict over a file, batch 32, ${precision}`,
  missing: (context) => missingPrecision(precision, context),
  contenders: (context) =>
    predictContenders(context, { precision, one: false, limit: context.limit }),
  bars: bars[precision],
}));
