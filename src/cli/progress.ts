import { Presets, SingleBar } from "cli-progress";
import type { EvaluatingEvent, PrefixEvent, StepEvent } from "../training/events.js";
import { clock } from "./clock.js";
import { stageProgress } from "./stage-progress.js";
import type { Terminal } from "./terminal.js";

/** Shows how far a run is. */
export interface Progress<Step extends StepEvent = StepEvent> {
  /** How far the frozen layers are, which are computed before the first step. */
  prefix(event: PrefixEvent): void;
  step(event: Step): void;
  /** How far an evaluation is; in the place of the steps. */
  evaluating(event: EvaluatingEvent): void;
  /** Makes room for a line; the next step shows the progress again. */
  clear(): void;
}

/** How the progress of a run is shown. */
interface ProgressSettings {
  readonly loggingSteps: number;
  /** Which of several runs this is, in front of its steps. */
  readonly of?: string;
}

/**
 * A bar where a person looks on, else a line every `loggingSteps` steps.
 *
 * @param paceOf - says how fast a run is; steps a second unless given
 */
export function showProgress<Step extends StepEvent>(
  terminal: Terminal,
  settings: ProgressSettings,
  paceOf: (event: Step) => string = stepPace,
): Progress<Step> {
  const steps = terminal.screen
    ? stepBar(terminal.screen, settings, paceOf)
    : stepLines(terminal, settings, paceOf);
  const prefix = stageProgress(terminal, "frozen layers");
  const evaluation = stageProgress(terminal, `${settings.of ?? ""}evaluation`);
  return {
    prefix: ({ textCount, totalTexts }) => prefix.update(textCount, totalTexts),
    evaluating: ({ exampleCount, totalExamples }) => {
      steps.clear();
      evaluation.update(exampleCount, totalExamples);
    },
    step: steps.step,
    clear: () => {
      for (const shown of [prefix, evaluation, steps]) shown.clear();
    },
  };
}

type Steps<Step extends StepEvent> = Pick<Progress<Step>, "step" | "clear">;

function stepBar<Step extends StepEvent>(
  screen: NodeJS.WritableStream,
  { of = "" }: ProgressSettings,
  paceOf: (event: Step) => string,
): Steps<Step> {
  const format = `${of}{bar} {percentage}%  step {value} of {total}  loss {loss}  {pace}  elapsed {elapsed}  ETA {remaining}`;
  const bar = new SingleBar(
    { stream: screen, format, barsize: barSizeFor(screen), clearOnComplete: true, linewrap: true },
    Presets.shades_classic,
  );
  return {
    step: (event) => {
      const facts = { ...progressFacts(event, event.loss), pace: paceOf(event) };
      if (bar.isActive) bar.update(event.step, facts);
      else bar.start(event.totalSteps, event.step, facts);
    },
    clear: () => bar.stop(),
  };
}

/** Signs of the bar: fewer where the line is short, or its end, the time that is left, would be cut. */
function barSizeFor(screen: NodeJS.WritableStream): number {
  const columns = "columns" in screen ? Number(screen.columns) : 80;
  return columns < 100 ? 6 : 24;
}

function stepLines<Step extends StepEvent>(
  terminal: Terminal,
  { loggingSteps, of = "" }: ProgressSettings,
  paceOf: (event: Step) => string,
): Steps<Step> {
  let losses: number[] = [];
  return {
    step: (event) => {
      losses.push(event.loss);
      if (event.step % loggingSteps !== 0 && event.step !== event.totalSteps) return;
      const meanLoss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      losses = [];
      const { loss, elapsed, remaining } = progressFacts(event, meanLoss);
      const pace = paceOf(event);
      terminal.say(
        `${of}step ${event.step} of ${event.totalSteps}  loss ${loss}  ${pace}  elapsed ${elapsed}  ETA ${remaining}`,
      );
    },
    clear: () => {},
  };
}

function progressFacts({ elapsedSeconds, remainingSeconds }: StepEvent, loss: number) {
  return {
    loss: loss.toFixed(4),
    elapsed: clock(elapsedSeconds),
    remaining: remainingSeconds === null ? "unknown" : clock(remainingSeconds),
  };
}

function stepPace({ secondsPerStep }: StepEvent): string {
  const isQuick = secondsPerStep <= 1;
  return isQuick
    ? `${(1 / secondsPerStep).toFixed(1)} steps/s`
    : `${secondsPerStep.toFixed(1)} s/step`;
}
