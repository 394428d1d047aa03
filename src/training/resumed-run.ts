import { unreachable } from "../base/index.js";
import { embeddingTables, matchWeights, parseFrozen, trainedParameters } from "../models/index.js";
import { momentNames } from "../optimizers/index.js";
import type { StoredCheckpoint } from "./checkpoint.js";
import { type PreparedRun, smallWeights } from "./prepared-run.js";
import type { RunState } from "./run-state.js";
import type { StepperState } from "./stepper.js";
import { requireSameSurroundings, type Surroundings } from "./surroundings.js";
import { movedRows } from "./vocabulary-rows.js";
import { requireSameLayout, weightLayout } from "./weight-layout.js";

/** A run that goes on from a checkpoint. */
export interface ResumedRun {
  /** Of the model's first weights only the word table is left: two whole models need not be held. */
  readonly run: PreparedRun;
  readonly state: RunState;
  /** What its stepper goes on from. */
  readonly stored: StepperState;
  readonly notes: readonly string[];
}

/**
 * Fits a checkpoint to a run.
 *
 * @param isExact - whether the run must end with the bits of the uninterrupted one
 * @throws RESUME_DIFFERS when that cannot be, or the weights are of another model, other labels or columns
 */
export function resumedRun(
  prepared: PreparedRun,
  checkpoint: StoredCheckpoint,
  surroundings: Surroundings,
  isExact: boolean,
): ResumedRun {
  requireSameLayout(checkpoint.layout, weightLayout(prepared), isExact);
  if (isExact) requireSameSurroundings(checkpoint.surroundings, surroundings);
  const { values } = matchWeights(
    prepared.model.parameters,
    checkpoint.weights,
    "last/model.safetensors",
  );
  const weights = smallWeights(prepared, values);
  // Texts may lack words that an earlier try learnt: the table of last/ has them, and what decay has left of the others.
  const wordsOfLast = !isExact || checkpoint.run.wordsOfLast === true;
  const words = (wordsOfLast ? values : prepared.weights).get(embeddingTables.word);
  const run = {
    ...prepared,
    weights: new Map([[embeddingTables.word, words ?? unreachable("a model without words")]]),
  };
  const state = wordsOfLast
    ? { ...checkpoint.run, wordsOfLast, untouchedScale: 1 }
    : checkpoint.run;
  const moments = fittedMoments(prepared, checkpoint);
  if (isExact || areOfTrained(prepared, moments, state.step)) {
    const { stepCount } = checkpoint;
    const momentsFrom = state.step - stepCount;
    const stored = { stepCount, moments, weights };
    return { run, state: { ...state, momentsFrom }, stored, notes: [] };
  }
  return {
    run,
    state: { ...state, momentsFrom: state.step },
    stored: { stepCount: 0, moments: {}, weights },
    notes: ["the optimizer begins anew: what is trained is not what last/ was written of"],
  };
}

/** The moments with the word table's in this run's order: other texts use other words. */
function fittedMoments(
  { vocabulary }: PreparedRun,
  { moments, vocabularyIds }: StoredCheckpoint,
): StepperState["moments"] {
  const fitted = Object.entries(moments).map(([moment, values]) => {
    const words = values.get(embeddingTables.word);
    if (words === undefined || vocabularyIds === undefined) return [moment, values] as const;
    const rows = movedRows(words, vocabularyIds, vocabulary.ids);
    return [moment, new Map([...values, [embeddingTables.word, rows]])] as const;
  });
  return Object.fromEntries(fitted);
}

/** Whether moments are of what is trained where the run stands: another length moves its phases. */
function areOfTrained(
  { smallModel: { parameters, architecture }, recipe, plan }: PreparedRun,
  moments: StepperState["moments"],
  step: number,
): boolean {
  const phase = plan.phases.find(({ to }) => step < to) ?? plan.phases.at(-1);
  // A phase that begins has fresh moments anyway.
  if (step === phase?.from) return true;
  const frozen = parseFrozen(phase?.freeze ?? undefined, architecture);
  const trained = trainedParameters(parameters, frozen).map(({ name }) => name);
  return (
    isSameSet(Object.keys(moments), momentNames({ kind: recipe.optimizer })) &&
    Object.values(moments).every((values) => isSameSet([...values.keys()], trained))
  );
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  const held = new Set(some);
  return held.size === others.length && others.every((name) => held.has(name));
}
