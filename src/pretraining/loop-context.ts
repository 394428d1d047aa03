import { unreachable } from "../base/index.js";
import { momentNames } from "../optimizers/index.js";
import { writeLast } from "../training/checkpoint.js";
import { createMemoryGuard } from "../training/memory-guard.js";
import { parameterCount } from "../training/prepared-run.js";
import { writeBest } from "../training/run-files.js";
import type { Stepper, StepperPlan } from "../training/stepper.js";
import { startStopwatch } from "../training/stopwatch.js";
import type { LoopContext } from "../training/training-loop.js";
import { createMomentsFile } from "../training/weights-file.js";
import type { BegunPretraining } from "./begin-pretraining.js";
import { evaluateSequences } from "./evaluate-pieces.js";
import { createPretrainedFile, writePretrainedFiles } from "./model-files.js";
import { pretrainingLayout } from "./pretraining-layout.js";
import { type StepSequences, stepSequences } from "./step-sequences.js";

/** Joins a pre-training to the loop of all trainings. */
export function pretrainingLoop(
  { run, stored, surroundings }: BegunPretraining,
  given: {
    readonly stepper: Stepper;
    readonly plan: StepperPlan;
    readonly signal: AbortSignal | undefined;
  },
): { readonly context: LoopContext; readonly sequences: StepSequences } {
  const { stepper, plan: stepping, signal } = given;
  const { recipe, model, plan, source } = run;
  const { output, pairs } = recipe;
  const sequences = stepSequences(run.train, run.sequences, recipe, plan);
  const phase = plan.phases[0] ?? unreachable("a run has a phase");
  // Gradients; moments too, unless a checkpoint brought them.
  const blocks = 1 + (stored === undefined ? momentNames(stepping.optimizer).length : 0);
  const memory = createMemoryGuard({
    engine: recipe.engine,
    device: recipe.device,
    architecture: source.architecture,
    layers: recipe.gradientCheckpointing ? 1 : source.architecture.layerCount,
    untouched: 4 * blocks * parameterCount(model),
  });
  const weightsFile = (file: string) => createPretrainedFile(file, model, stepper);
  const description = { model, tokenizer: source.tokenizer, baseConfig: source.config };
  const context: LoopContext = {
    recipe: { ...recipe, metricForBestModel: "loss" },
    plan,
    phase,
    stepper,
    signal,
    memory,
    elapsedSeconds: startStopwatch().total,
    batchesOf: sequences.batchesOf,
    evaluate: (onExamples) => evaluateSequences(run.validation, stepper, pairs, onExamples),
    validationCount: run.validation.length,
    untouchedFactor: () => 1,
    saveBest: (_, moment) =>
      writeBest(
        output,
        { weights: weightsFile, files: (folder) => writePretrainedFiles(folder, description) },
        moment,
      ),
    saveLast: (reached, moment) =>
      writeLast(
        output,
        {
          weights: weightsFile,
          moments: (file) => createMomentsFile(file, model, stepping, stepper),
          state: {
            run: reached,
            surroundings,
            layout: pretrainingLayout(run),
            stepCount: reached.step,
          },
        },
        moment,
      ),
  };
  return { context, sequences };
}
