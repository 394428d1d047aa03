import type { Scores } from "./events.js";

/** The best evaluation so far. */
export interface BestEvaluation {
  readonly step: number;
  readonly epoch: number;
  readonly scores: Scores;
}

/** All that a run knows besides weights and moments, as it stands after some steps. Plain JSON. */
export interface RunState {
  /** Steps done. */
  readonly step: number;
  readonly best: BestEvaluation | null;
  /** Evaluations since the best one: early stopping counts them. */
  readonly evaluationsWithoutGain: number;
  /** Sum and count of the step losses since the last evaluation. */
  readonly lossSinceEvaluation: LossSum;
  /** Sum and count of all step losses. */
  readonly lossInAll: LossSum;
  /** Scores of the last evaluation. */
  readonly lastScores: Scores | null;
  /** What weight decay has left of embedding rows that no text uses. */
  readonly untouchedScale: number;
  /** Whether such rows are those of an earlier try's `last/`: it was gone on with inexactly, maybe with other texts. */
  readonly wordsOfLast?: boolean;
  /** The step at which the optimizer's memory began. */
  readonly momentsFrom: number;
  /** How often micro-batches are split in two, for lack of memory. */
  readonly microBatchHalvings: number;
  /** Wall seconds spent in steps, and in computing what frozen layers give. */
  readonly trainSeconds: number;
  /** Those spent in computing what frozen layers give. */
  readonly prefixSeconds: number;
  /** Whether the steps of this phase take what the frozen layers give from a cache. */
  readonly prefixIsCached: boolean;
  /** Wall seconds spent in evaluations. */
  readonly evaluationSeconds: number;
}

export interface LossSum {
  readonly sum: number;
  readonly count: number;
}

const noLoss: LossSum = { sum: 0, count: 0 };

/** The state before the first step. */
export const initialRunState: RunState = {
  step: 0,
  best: null,
  evaluationsWithoutGain: 0,
  lossSinceEvaluation: noLoss,
  lossInAll: noLoss,
  lastScores: null,
  untouchedScale: 1,
  momentsFrom: 0,
  microBatchHalvings: 0,
  trainSeconds: 0,
  prefixSeconds: 0,
  prefixIsCached: false,
  evaluationSeconds: 0,
};

/** The state in which a phase goes on, or begins: then evaluations count anew for early stopping. */
export function inPhase(
  state: RunState,
  phase: {
    readonly from: number;
    readonly prefixIsCached: boolean;
    readonly prefixSeconds: number;
  },
): RunState {
  const { prefixIsCached, prefixSeconds } = phase;
  return {
    ...state,
    ...(state.step === phase.from && { evaluationsWithoutGain: 0, momentsFrom: phase.from }),
    prefixIsCached,
    prefixSeconds: state.prefixSeconds + prefixSeconds,
    trainSeconds: state.trainSeconds + prefixSeconds,
  };
}

/** The state after one more step. */
export function afterStep(
  state: RunState,
  done: {
    readonly loss: number;
    readonly untouchedFactor: number;
    readonly halvings: number;
    readonly seconds: number;
  },
): RunState {
  const add = ({ sum, count }: LossSum): LossSum => ({ sum: sum + done.loss, count: count + 1 });
  return {
    ...state,
    step: state.step + 1,
    lossSinceEvaluation: add(state.lossSinceEvaluation),
    lossInAll: add(state.lossInAll),
    untouchedScale: state.untouchedScale * done.untouchedFactor,
    microBatchHalvings: done.halvings,
    trainSeconds: state.trainSeconds + done.seconds,
  };
}

/** The state after an evaluation; `isBest` when its scores beat all before. */
export function afterEvaluation(
  state: RunState,
  done: {
    readonly scores: Scores;
    readonly epoch: number;
    readonly isBest: boolean;
    readonly seconds: number;
  },
): RunState {
  const { scores, epoch } = done;
  return {
    ...state,
    best: done.isBest ? { step: state.step, epoch, scores } : state.best,
    evaluationsWithoutGain: done.isBest ? 0 : state.evaluationsWithoutGain + 1,
    lossSinceEvaluation: noLoss,
    lastScores: scores,
    evaluationSeconds: state.evaluationSeconds + done.seconds,
  };
}

/** Wall seconds that a state has counted, of steps and evaluations. */
export const countedSeconds = ({ trainSeconds, evaluationSeconds }: RunState): number =>
  trainSeconds + evaluationSeconds;

/** Mean of the losses, or NaN when there are none. */
export function meanLoss({ sum, count }: LossSum): number {
  return sum / count;
}

/** Whether a higher score of this name is better: losses shrink, all else grows. */
export function isBetter(metric: string, score: number, than: number): boolean {
  return metric.startsWith("loss") ? score < than : score > than;
}
