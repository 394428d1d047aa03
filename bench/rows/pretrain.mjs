// One pre-training step of a model of 4 layers and hidden size 512: 32 pairs of up to 128 tokens, a seventh hidden.
import { flags, reported } from "../measured.mjs";
import { program, threads } from "../places.mjs";
import { berthContenders, missingPrecision } from "./berth-engines.mjs";

const bars = { f32: 1.5, bf16: 1.5 };

export const pretrainingSteps = ["f32", "bf16"].map((precision) => ({
  name: `pretrain-${precision}`,
  title: `4 x 512, one pre-training step, ${precision}`,
  missing: (context) => missingPrecision(precision, context),
  contenders(context) {
    const { python, limit } = context;
    const size = limit === undefined ? {} : { layers: 2, steps: 2 };
    const settings = { threads, precision, ...size };
    return {
      ...berthContenders(precision, context, (engine) => () => {
        const choices = flags({ ...settings, engine });
        return reported([process.execPath, program("berth-pretrain.mjs"), ...choices], { python });
      }),
      "PyTorch, padded": () =>
        reported([python, program("pretrain_step.py"), ...flags(settings)], { python }),
    };
  },
  bars: [{ rival: "PyTorch, padded", measure: "seconds", atLeast: bars[precision] }],
}));
