import { join } from "node:path";
import { writeJson } from "../directory/index.js";
import { temperatureOf } from "../tasks/index.js";
import { type Assessed, type Assessment, assess, tunedAssessment } from "./evaluation.js";
import { type OnExamples, watchEvaluation } from "./evaluation-progress.js";
import type { EvaluatingEvent, FinishedEvent, Scores } from "./events.js";
import { saveTuned } from "./model-files.js";
import { writeOnnxModel } from "./onnx-model.js";
import { type EncodedPart, type PreparedRun, smallWeights } from "./prepared-run.js";
import { bestWeights, removeBest } from "./run-files.js";
import { prefixed, type RunLog, trainerState } from "./run-log.js";
import { writeModelCard, writeReport } from "./run-report.js";
import { meanLoss } from "./run-state.js";
import type { Stepper } from "./stepper.js";
import { startStopwatch } from "./stopwatch.js";
import type { LoopEnd } from "./training-loop.js";

/** A run that steps no further. */
export interface StoppedRun extends LoopEnd {
  readonly run: PreparedRun;
  readonly log: RunLog;
}

/** A run after its last step. */
export interface EndedRun extends StoppedRun, Pick<Assessed, "makeBatch"> {
  /** Holds the last weights; closed here. */
  readonly stepper: Stepper;
  /** What the best weights gave on the validation rows, where this try of the run has seen it. */
  readonly known: Assessment | undefined;
  /** Wall seconds before the first step. */
  readonly prepareSeconds: number;
  /** Wall seconds of the run so far, with what its state counted of earlier tries. */
  readonly totalSeconds: () => number;
}

/** What best and last weights give on the parts that nothing was trained on. */
interface FinalAssessments {
  readonly validation: Assessment;
  readonly test: Assessment | undefined;
  readonly lastTest: Assessment | undefined;
}

/** Leaves an interrupted run as it is, ready to be resumed, with its history written. */
export async function leaveRun({ run, state, reason, log }: StoppedRun): Promise<FinishedEvent> {
  const { output: directory, metricForBestModel: metric, loggingSteps } = run.recipe;
  const history = trainerState(log.lines, state, run.plan, { metric, loggingSteps });
  await writeJson(join(directory, "trainer_state.json"), history);
  const { step, best } = state;
  const bestEpoch = best?.epoch ?? 0;
  return { type: "finished", directory, step, bestEpoch, reason, metrics: {}, report: "" };
}

/**
 * Completes the run directory: scores of best and last weights, `onnx/model.onnx`, model card, report.
 * An interrupted run is left as it is, and so is one that is stopped while its weights are scored.
 */
export async function* finishRun(
  ended: EndedRun,
  signal: AbortSignal | undefined,
): AsyncGenerator<EvaluatingEvent, FinishedEvent> {
  const { run, log } = ended;
  const event = await leaveRun(ended);
  if (event.reason === "interrupted") return event;
  const { directory } = event;
  const watch = startStopwatch();
  const totalExamples = assessedCount(ended);
  const assessed = yield* watchEvaluation({
    step: ended.state.step,
    totalExamples,
    signal: totalExamples > 0 ? signal : undefined,
    evaluate: (onExamples) => assessParts(ended, onExamples),
  });
  if (assessed === undefined) return { ...event, reason: "interrupted" };
  const assessments = tuned(run, assessed);
  const metrics = finalMetrics(ended, assessments, watch.total());
  // What follows needs memory for another copy of the model.
  await ended.stepper.close();
  const { tuned: decided = {} } = assessments.validation.outputs;
  await saveTuned(directory, decided);
  await writeOnnxModel(directory, run.model, await bestWeights(run));
  await writeJson(join(directory, "metrics.json"), metrics);
  await writeModelCard(run, metrics);
  await writeReport(run, log.lines, assessments.validation);
  await removeBest(directory);
  return { ...event, metrics, report: run.kind.task.report(assessments.validation.outputs) };
}

/** Whether the last weights are the best ones. */
const lastAreBest = ({ state }: StoppedRun): boolean => state.best?.step === state.step;

/** Examples that `assessParts` takes. */
function assessedCount(ended: EndedRun): number {
  const { validation, test } = ended.run;
  const validationCount = ended.known === undefined ? validation.examples.length : 0;
  const testCount = test?.examples.length ?? 0;
  return validationCount + (lastAreBest(ended) ? testCount : 2 * testCount);
}

/** The last weights on the test rows, then the best weights, as they stand on disk, on what is not known. */
async function assessParts(ended: EndedRun, onExamples: OnExamples): Promise<FinalAssessments> {
  const { run, stepper, makeBatch, known } = ended;
  const on = (part: EncodedPart) => assess(run, part, { stepper, makeBatch, onExamples });
  const lastTest = run.test && (await on(run.test));
  const isBest = lastAreBest(ended);
  if (!isBest && (known === undefined || run.test !== undefined)) {
    const best = smallWeights(run, await bestWeights(run));
    await stepper.restore({ stepCount: 0, moments: {}, weights: best });
  }
  return {
    validation: known ? tunedAssessment(run, known, undefined) : await on(run.validation),
    test: isBest ? lastTest : run.test && (await on(run.test)),
    lastTest,
  };
}

/** The same with what the task decides on the validation rows, where it decides anything. */
function tuned(run: PreparedRun, untuned: FinalAssessments): FinalAssessments {
  const decided = run.kind.task.tune?.(
    untuned.validation.outputs,
    run.recipe,
    run.train.references,
  );
  if (decided === undefined) return untuned;
  const again = (assessment: Assessment) => tunedAssessment(run, assessment, decided);
  return {
    validation: again(untuned.validation),
    test: untuned.test && again(untuned.test),
    lastTest: untuned.lastTest && again(untuned.lastTest),
  };
}

/** The content of `metrics.json`, under Hugging Face's keys where it has them. */
function finalMetrics(
  { run, state, prepareSeconds, totalSeconds }: EndedRun,
  { validation, test, lastTest }: FinalAssessments,
  finalSeconds: number,
): Scores {
  const temperature = temperatureOf(validation.outputs.tuned);
  return {
    ...prefixed("eval_", validation.scores),
    ...prefixed("eval_", run.kind.task.baseline(validation.outputs)),
    ...prefixed("last_eval_", state.lastScores ?? {}),
    ...prefixed("test_", test?.scores ?? {}),
    ...prefixed("last_test_", lastTest?.scores ?? {}),
    train_loss: meanLoss(state.lossInAll),
    train_steps: state.step,
    best_epoch: state.best?.epoch ?? 0,
    ...(temperature !== undefined && { temperature }),
    micro_batch_halvings: state.microBatchHalvings,
    train_runtime: state.trainSeconds,
    ...(state.prefixIsCached || state.prefixSeconds > 0
      ? { prefix_runtime: state.prefixSeconds }
      : {}),
    eval_runtime: state.evaluationSeconds + finalSeconds,
    prepare_runtime: prepareSeconds,
    total_runtime: totalSeconds(),
  };
}
