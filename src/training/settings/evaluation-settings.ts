import { z } from "zod";
import { real, setting, text, toggle, whole } from "../setting.js";

/** Hugging Face writes `eval_loss` for what is `loss` here. */
const scoreName = {
  schema: z
    .string()
    .min(1)
    .transform((name) => name.replace(/^eval_/, "")),
  placeholder: "SCORE",
  expects: "the name of a score",
};
const threshold = {
  schema: z.union([
    z.enum(["tune", "tune-per-label"]),
    real("", (value) => value > 0 && value < 1).schema,
  ]),
  placeholder: "X",
  expects: "a number above 0 and below 1, tune or tune-per-label",
};

/** When and how a run is scored, and what it writes where. */
export const evaluationSettings = {
  threshold: setting(threshold, {
    group: "Evaluation and saving",
    description:
      "multi-label: least probability at which a label is given: a number, or tuned for F1 on the validation rows, one for all or one a label",
    default: "0.5",
    example: "tune-per-label",
  }),
  calibrate: setting(toggle, {
    group: "Evaluation and saving",
    description:
      "fit a temperature on the validation rows when training is over, save it, and read probabilities with it",
    default: "off",
    example: "true",
  }),
  metricForBestModel: setting(scoreName, {
    group: "Evaluation and saving",
    description: "validation score that chooses the best weights: loss, or one of the task's own",
    default: "the task's main score: f1_macro in classification",
    example: "loss",
  }),
  earlyStopping: setting(whole(0), {
    group: "Evaluation and saving",
    description: "stop after N evaluations without a better score; 0 turns it off",
    default: "3 when Berth chose the epochs and they are more than 3, else 0",
    example: "2",
    aliases: ["early_stopping_patience"],
  }),
  evalSteps: setting(whole(1), {
    group: "Evaluation and saving",
    description: "evaluate every N steps",
    default: "each epoch",
    example: "200",
  }),
  saveSteps: setting(whole(1), {
    group: "Evaluation and saving",
    description: "write the checkpoint in last/ every N steps",
    default: "each epoch",
    example: "200",
  }),
  loggingSteps: setting(whole(1), {
    group: "Evaluation and saving",
    description: "write a line of progress every N steps",
    default: "50",
    example: "10",
  }),
  output: setting(text("DIR", "the path of a new directory"), {
    group: "Evaluation and saving",
    description: "directory that the run is written to",
    default: "must be given",
    example: "runs/sentiment",
    aliases: ["output_dir"],
  }),
  resume: setting(toggle, {
    group: "Evaluation and saving",
    description: "go on from the checkpoint in the output directory, exactly",
    default: "off",
    example: "true",
    aliases: ["resume_from_checkpoint"],
  }),
  resumeInexact: setting(toggle, {
    group: "Evaluation and saving",
    description: "resume even where the machine or the versions differ, so that numbers may too",
    default: "off",
    example: "true",
  }),
};
