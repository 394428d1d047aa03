// Labels for 500 texts, one at a time.
import { predictContenders } from "./predict-programs.mjs";

export const singlePredictions = [
  {
    name: "predict-one",
    title: "predict text by text, f32",
    missing: () => undefined,
    contenders: (context) =>
      predictContenders(context, { precision: "f32", one: true, limit: context.limit ?? 500 }),
    bars: [
      { rival: "transformers.js", measure: "seconds", atLeast: 1.1 },
      { rival: "HF", measure: "seconds" },
    ],
  },
];
