// One training step of a model of BERT-base's size: 16 sequences of 20 to 128 tokens.
import { flags, reported } from "../measured.mjs";
import { program, threads } from "../places.mjs";
import { berthContenders, missingPrecision } from "./berth-engines.mjs";

const bars = { f32: 1.2, bf16: 1.3 };

export const baseSteps = ["f32", "bf16"].map((precision) => ({
  name: `base-step-${precision}`,
  title: `BERT-base size, one training step, ${precision}`,
  missing: (context) => missingPrecision(precision, context),
  contenders(context) {
    const { python, limit } = context;
    const size = limit === undefined ? {} : { layers: 2, steps: 2 };
    const settings = { threads, precision, ...size };
    return {
      ...berthContenders(precision, context, (engine) => () => {
        const choices = flags({ ...settings, engine });
        return reported([process.execPath, program("berth-base-step.mjs"), ...choices], { python });
      }),
      "PyTorch, padded": () =>
        reported([python, program("base_step.py"), ...flags(settings)], { python }),
    };
  },
  bars: [{ rival: "PyTorch, padded", measure: "seconds", atLeast: bars[precision] }],
}));
