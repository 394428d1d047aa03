import type { JsonObject } from "../base/index.js";
import type { TaskModel } from "../models/index.js";
import { type BatchMaker, exampleOutputs } from "../prediction/index.js";
import type { TaskOutputs } from "../tasks/index.js";
import type { Scores } from "./events.js";
import type { EncodedPart, PreparedRun } from "./prepared-run.js";
import type { Stepper } from "./stepper.js";

/** What examples are run through. */
export interface Assessed {
  readonly stepper: Pick<Stepper, "forward" | "values">;
  /** Makes what the stepper takes out of examples. */
  readonly makeBatch: BatchMaker;
}

/** What the weights of a stepper give for a part of a run. */
export interface Assessment {
  readonly outputs: TaskOutputs;
  readonly scores: Scores;
}

/** Runs a part through a model and scores the result. */
export async function assess(
  run: PreparedRun,
  part: EncodedPart,
  { stepper, makeBatch }: Assessed,
): Promise<Assessment> {
  const { examples, references } = part;
  const outputs = {
    examples,
    references,
    labels: run.labels,
    notes: [],
    weights: await decodingWeights(run.smallModel, stepper),
    outputs: await exampleOutputs(examples, stepper.forward, run.smallModel.reads, makeBatch),
  };
  return scored(run, { ...outputs, tuned: fixedThreshold(run) });
}

/** The same outputs, scored with what the task decided on the validation rows. */
export function tunedAssessment(
  run: PreparedRun,
  { outputs }: Assessment,
  tuned: JsonObject,
): Assessment {
  return scored(run, { ...outputs, tuned });
}

/** The threshold that was given as a number: it holds from the first evaluation on. */
function fixedThreshold({ kind, recipe: { threshold }, labels }: PreparedRun) {
  if (!kind.task.hasLabelSets || typeof threshold !== "number") return undefined;
  return { thresholds: labels.map(() => threshold) };
}

function scored(run: PreparedRun, outputs: TaskOutputs): Assessment {
  const { kind, recipe, classWeights, positiveWeights } = run;
  const { batchSize, labelSmoothing } = recipe;
  const settings = { batchSize, labelSmoothing, classWeights, positiveWeights };
  return { outputs, scores: kind.task.score(outputs, settings) };
}

/** Copies of the weights that a model's numbers are read with. */
async function decodingWeights(
  { decodingWeights: names = [] }: TaskModel,
  stepper: Assessed["stepper"],
): Promise<Readonly<Record<string, Float32Array>>> {
  const values = await Promise.all(names.map((name) => stepper.values(name)));
  return Object.fromEntries(names.map((name, index) => [name, values[index] as Float32Array]));
}
