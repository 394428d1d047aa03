// Whole processes, from the shell's view: the help, and the label of one text.
import { measured } from "../measured.mjs";
import { berth, program } from "../places.mjs";
import { predictedModel } from "./predict-programs.mjs";

const text = "what a night, he won this debate";

/** A command as a contender: the fastest of three, since the first may have to read files from the disk. */
function processes(command, python) {
  return () => {
    const times = Array.from({ length: 3 }, () => measured(command(), { python }));
    return {
      seconds: Math.min(...times.map(({ wallSeconds }) => wallSeconds)),
      peakMb: Math.max(...times.map(({ peakMb }) => peakMb)),
    };
  };
}

export const startUps = [
  {
    name: "start-help",
    title: "start-up: berth --help",
    missing: () => undefined,
    contenders: ({ python }) => ({
      Berth: processes(() => [...berth, "--help"], python),
      "HF import": processes(() => [python, "-c", "from transformers import pipeline"], python),
    }),
    bars: [{ rival: "HF import", measure: "seconds" }],
  },
  {
    name: "start-predict",
    title: "start-up: the label of one text",
    missing: () => undefined,
    contenders: ({ python }) => {
      const one = (...words) =>
        processes(() => [...words, "--model", predictedModel(python)], python);
      return {
        Berth: one(...berth, "predict", text),
        HF: one(python, program("hf_predict.py"), "--text", text),
        "transformers.js": one(
          ...[process.execPath, program("transformers-js-predict.mjs"), "--text", text],
        ),
      };
    },
    bars: ["HF", "transformers.js"].map((rival) => ({ rival, measure: "seconds" })),
  },
];
