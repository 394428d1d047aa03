import { join } from "node:path";
import type { JsonObject } from "../base/index.js";
import { cutLog, openLog } from "../directory/index.js";
import type { EvaluatedEvent, LoopEvent, MemoryShortEvent, Scores, StepEvent } from "./events.js";
import type { RunState } from "./run-state.js";
import type { StepPlan } from "./step-plan.js";

/** `training_log.jsonl`: a line a step and a line an evaluation. */
export interface RunLog {
  /** All lines so far, those of earlier tries of the run included. */
  readonly lines: readonly JsonObject[];
  append(line: JsonObject): void;
}

/**
 * Opens a run's log for appending, cut back to a checkpoint.
 *
 * @param state - that of the checkpoint: later lines are dropped, an evaluation that it does not hold too
 */
export async function openRunLog(
  output: string,
  { step, lossSinceEvaluation }: Pick<RunState, "step" | "lossSinceEvaluation">,
): Promise<RunLog> {
  const file = join(output, "training_log.jsonl");
  const isHeld = (line: JsonObject): boolean =>
    Number(line["step"]) < step || !isEvaluationLine(line) || lossSinceEvaluation.count === 0;
  const lines = await cutLog(file, (line) => Number(line["step"]) <= step && isHeld(line));
  const log = openLog(file);
  return {
    lines,
    append(line) {
      log.append(line);
      lines.push(line);
    },
  };
}

/** Writes what a loop tells of its steps and evaluations. */
export function logEvent(log: RunLog, event: LoopEvent): void {
  if (event.type === "step") log.append(stepLine(event));
  if (event.type === "memory-short") log.append(memoryShortLine(event));
  if (event.type === "evaluated") log.append(evaluationLine(event));
}

/** A step as a line of the log, under Hugging Face's keys. */
function stepLine({ step, epoch, loss, learningRate, gradientNorm }: StepEvent): JsonObject {
  return { step, epoch, loss, grad_norm: gradientNorm, learning_rate: learningRate };
}

/** A split of the micro-batches as a line of the log: the step is the first one after it. */
function memoryShortLine({ step, halvings }: MemoryShortEvent): JsonObject {
  return { step, micro_batch_halvings: halvings };
}

/** Whether a line of the log is a step's. */
export function isStepLine(line: JsonObject): boolean {
  return "loss" in line;
}

/** An evaluation as a line of the log. */
function evaluationLine(event: EvaluatedEvent): JsonObject {
  const { step, epoch, trainLoss, scores, best } = event;
  return { step, epoch, train_loss: trainLoss, ...prefixed("eval_", scores), best };
}

/** Whether a line of the log is an evaluation's. */
export function isEvaluationLine(line: JsonObject): boolean {
  return "train_loss" in line;
}

/** Scores under keys with a prefix: `accuracy` becomes `eval_accuracy`. */
export function prefixed(prefix: string, scores: Scores): Record<string, number> {
  return Object.fromEntries(
    Object.entries(scores).map(([name, score]) => [`${prefix}${name}`, score]),
  );
}

/** The content of `trainer_state.json`, as Hugging Face's Trainer writes it. */
export function trainerState(
  lines: readonly JsonObject[],
  state: RunState,
  plan: StepPlan,
  settings: { readonly metric: string; readonly loggingSteps: number },
): JsonObject {
  const isLogged = (line: JsonObject): boolean =>
    !isStepLine(line) || Number(line["step"]) % settings.loggingSteps === 0;
  return {
    best_metric: state.best?.scores[settings.metric] ?? null,
    best_model_checkpoint: null,
    epoch: state.step / plan.stepsPerEpoch,
    global_step: state.step,
    max_steps: plan.totalSteps,
    micro_batch_halvings: state.microBatchHalvings,
    num_train_epochs: Math.ceil(plan.totalSteps / plan.stepsPerEpoch),
    log_history: lines.filter(isLogged),
  };
}
