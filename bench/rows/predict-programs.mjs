// The three programs that label texts, and the model and texts that they are given.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { flags, measured, reported } from "../measured.mjs";
import { berth, miniLm, program, root, threads } from "../places.mjs";
import { tasks } from "../runs.mjs";
import { berthContenders } from "./berth-engines.mjs";

/** A classifier that all programs load: MiniLM after some steps on GOP tweets, trained once and kept in runs/. */
export function predictedModel(python) {
  const output = join(root, "runs/bench-model");
  if (existsSync(join(output, "onnx/model.onnx"))) return output;
  const { train, validation, flags: named } = tasks.gop;
  const label = named["label-column"];
  const settings = {
    ...{ train, validation, model: miniLm, output, "text-column": "text", "label-column": label },
    ...{ "max-steps": 40, "batch-size": 32, "max-length": 128, threads, quiet: true },
  };
  measured([...berth, "finetune", ...flags(settings)], { python });
  return output;
}

/**
 * Contenders that label the GOP validation texts.
 *
 * @param {{ precision: string, one: boolean, limit?: number }} how - `one`: text by text, not in batches of 32
 */
export function predictContenders(context, { precision, one, limit }) {
  const { python } = context;
  const common = () => {
    const { validation: data, flags: named } = tasks.gop;
    const label = named["label-column"];
    return { model: predictedModel(python), data, label, threads, one, limit };
  };
  return {
    ...berthContenders(precision, context, (engine) => () => {
      const choices = flags({ ...common(), engine, precision });
      return reported([process.execPath, program("berth-predict.mjs"), ...choices], { python });
    }),
    [precision === "f32" ? "HF" : "HF bf16"]: () => {
      const choices = flags({ ...common(), bf16: precision === "bf16" });
      return reported([python, program("hf_predict.py"), ...choices], { python });
    },
    [precision === "f32" ? "transformers.js" : "transformers.js f32"]: () => {
      const command = [
        process.execPath,
        program("transformers-js-predict.mjs"),
        ...flags(common()),
      ];
      return reported(command, { python });
    },
  };
}
