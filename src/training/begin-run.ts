import { type PreparedRun, smallWeights } from "./prepared-run.js";
import type { Recipe } from "./recipe.js";
import { writeRecipe } from "./recipe-record.js";
import { resumedRun } from "./resumed-run.js";
import { openCheckpoint, requireUnfinished } from "./run-files.js";
import { openRunLog, type RunLog } from "./run-log.js";
import { type PlannedPhase, remainingPhases } from "./run-phase.js";
import { initialRunState, type RunState } from "./run-state.js";
import type { StepperState } from "./stepper.js";
import { readSurroundings, type Surroundings } from "./surroundings.js";

/** A run with its files open, from its beginning or from a checkpoint. */
export interface BegunRun {
  readonly run: PreparedRun;
  readonly surroundings: Surroundings;
  /** The phases that are left. */
  readonly phases: readonly PlannedPhase[];
  readonly state: RunState;
  /** Of the small model: those of the checkpoint, or the first ones. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Weights and moments of the checkpoint, where there is one. */
  readonly stored: StepperState | undefined;
  /** Whether the run must end with the bits of the uninterrupted one. */
  readonly isExact: boolean;
  readonly log: RunLog;
  readonly notes: readonly string[];
}

/** Whether a recipe asks to go on with a run. */
export const resumes = ({ resume, resumeInexact }: Recipe): boolean =>
  resume === true || resumeInexact === true;

/**
 * Finds the checkpoint of a run where it is to be resumed, and writes `recipe.json`.
 *
 * @throws OUTPUT_EXISTS, RESUME_DIFFERS, FREEZE_UNKNOWN
 */
export async function beginRun(recipe: Recipe, prepared: PreparedRun): Promise<BegunRun> {
  const { output } = recipe;
  const surroundings = await readSurroundings(prepared);
  const checkpoint = resumes(recipe) ? await openCheckpoint(output) : undefined;
  if (!checkpoint) requireUnfinished(output);
  const isExact = recipe.resumeInexact !== true;
  const resumed = checkpoint && resumedRun(prepared, checkpoint, surroundings, isExact);
  const { run, stored, notes = [] } = resumed ?? { run: prepared };
  const state = { ...initialRunState, ...resumed?.state };
  const weights = stored?.weights ?? smallWeights(run, run.weights);
  const phases = await remainingPhases(run, state.step, weights, surroundings);
  await writeRecipe(run, surroundings);
  const isNew = resumes(recipe) && !checkpoint;
  return {
    run,
    surroundings,
    phases,
    state,
    weights,
    stored,
    isExact,
    log: await openRunLog(output, state),
    notes: [
      ...(isNew ? [`${output}: no checkpoint; starts from the beginning`] : []),
      ...notes,
      ...phases.flatMap(({ prefix }) => prefix.notes),
    ],
  };
}
