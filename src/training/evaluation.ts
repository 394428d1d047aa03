import type { JsonObject } from "../base/index.js";
import type { TaskModel } from "../models/index.js";
import { type BatchMaker, exampleOutputs } from "../prediction/index.js";
import type { TaskOutputs } from "../tasks/index.js";
import type { OnExamples } from "./evaluation-progress.js";
import type { Scores } from "./events.js";
import type { EncodedPart, PreparedRun } from "./prepared-run.js";
import type { Stepper } from "./stepper.js";

/** What examples are run through. */
export interface Assessed {
  readonly stepper: Pick<Stepper, "forward" | "values">;
  /** Makes what the stepper takes out of examples. */
  readonly makeBatch: BatchMaker;
  readonly onExamples: OnExamples;
}

/** What the weights of a stepper give for a part of a run. */
export interface Assessment {
  readonly outputs: TaskOutputs;
  readonly scores: Scores;
}

/** Runs a part through a model and scores the result, with nothing tuned. */
export async function assess(
  run: PreparedRun,
  part: EncodedPart,
  assessed: Assessed,
): Promise<Assessment> {
  return scored(run, await outputsOf(run, part, assessed));
}

/**
 * Runs the validation rows through a model and scores the result as it would be if these weights were
 * kept: with the thresholds that are given, or that these rows decide now, of sets of labels and of
 * questions without an answer.
 */
export async function assessValidation(run: PreparedRun, assessed: Assessed): Promise<Assessment> {
  const { kind, recipe, validation } = run;
  const outputs = await outputsOf(run, validation, assessed);
  const tuned = kind.task.tunesDecisions
    ? kind.task.tune?.(outputs, recipe, run.train.references)
    : undefined;
  return scored(run, { ...outputs, tuned });
}

async function outputsOf(
  run: PreparedRun,
  { examples, references }: EncodedPart,
  { stepper, makeBatch, onExamples }: Assessed,
): Promise<TaskOutputs> {
  const { reads } = run.smallModel;
  return {
    examples,
    references,
    labels: run.labels,
    notes: [],
    weights: await decodingWeights(run.smallModel, stepper),
    outputs: await exampleOutputs(examples, stepper.forward, reads, makeBatch, onExamples),
  };
}

/** The same outputs, scored with what the task decided on the validation rows; undefined for nothing. */
export function tunedAssessment(
  run: PreparedRun,
  { outputs }: Assessment,
  tuned: JsonObject | undefined,
): Assessment {
  return scored(run, { ...outputs, tuned });
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
