import type { BatchMaker } from "../prediction/index.js";
import { packTokens } from "../prediction/index.js";
import type { NotedEvent, PrefixEvent } from "./events.js";
import { openPrefix } from "./open-prefix.js";
import { decidePrefix, type PrefixDecision } from "./prefix-plan.js";
import type { PreparedRun } from "./prepared-run.js";
import { startStepWorker } from "./step-client.js";
import type { Phase } from "./step-plan.js";
import type { Stepper, StepperPlan } from "./stepper.js";
import { stepperPlan } from "./stepper-plan.js";
import { startStopwatch } from "./stopwatch.js";
import type { Surroundings } from "./surroundings.js";

/** A phase of a run with what is decided about its frozen prefix. */
export interface PlannedPhase extends Phase {
  readonly prefix: PrefixDecision;
}

/**
 * The phases of a run that have steps left; the last one also where it has none, to finish the run.
 *
 * @param step - steps done
 * @param weights - those of the small model
 * @throws FREEZE_UNKNOWN
 */
export async function remainingPhases(
  run: PreparedRun,
  step: number,
  weights: ReadonlyMap<string, Float32Array>,
  surroundings: Surroundings,
): Promise<PlannedPhase[]> {
  const planned: PlannedPhase[] = [];
  for (const phase of run.plan.phases) {
    if (phase.to <= step && phase.to < run.plan.totalSteps) continue;
    planned.push({ ...phase, prefix: await decidePrefix(run, phase, weights, surroundings) });
  }
  return planned;
}

/** A phase that is ready to step. */
export interface OpenPhase {
  readonly phase: Phase;
  readonly stepper: Stepper;
  /** What the stepper was made from. */
  readonly stepping: StepperPlan;
  /** Makes what the stepper takes out of examples. */
  readonly makeBatch: BatchMaker;
  /** Whether the frozen prefix was computed once. */
  readonly prefixIsCached: boolean;
  /** Wall seconds that this took; 0 where its rows were found. */
  readonly prefixSeconds: number;
  close(): Promise<void>;
}

/** How a phase begins. */
export interface PhaseOpening {
  /** Those of the small model. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Computes or opens the frozen prefix of a phase, and starts its stepper.
 *
 * @returns undefined when a stop was asked for meanwhile
 */
export async function* openPhase(
  run: PreparedRun,
  { prefix: { plan }, ...phase }: PlannedPhase,
  { weights, signal }: PhaseOpening,
): AsyncGenerator<PrefixEvent | NotedEvent, OpenPhase | undefined> {
  const watch = startStopwatch();
  const { engine, device, threads } = run.recipe;
  const compute = { engine, device, threads, precision: run.evaluationPrecision };
  const rows = plan && (yield* openPrefix(plan, { weights, compute, signal }));
  if (plan !== undefined && rows === undefined && signal?.aborted) return undefined;
  const prefixSeconds = plan === undefined || plan.isStored ? 0 : watch.total();
  const stepping = stepperPlan(run, phase, { behind: rows && plan?.prefix });
  const start = { engine: { engine, device }, plan: stepping, weights };
  const stepper = await startStepWorker(start).catch(async (error: unknown) => {
    await rows?.close();
    throw error;
  });
  return {
    phase,
    stepper,
    stepping,
    makeBatch: rows?.makeBatch ?? packTokens,
    prefixIsCached: rows !== undefined,
    prefixSeconds,
    async close() {
      await stepper.close();
      await rows?.close();
    },
  };
}
