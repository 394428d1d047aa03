import { Presets, SingleBar } from "cli-progress";
import type { EvaluatingEvent, PrefixEvent, StepEvent } from "../training/events.js";
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
  readonly firstStep: number;
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
  paceOf: (event: Step) => string = (event) => stepPace(event, settings.firstStep),
): Progress<Step> {
  return terminal.screen
    ? progressBar(terminal.screen, settings, paceOf)
    : progressLines(terminal, settings, paceOf);
}

function progressBar<Step extends StepEvent>(
  screen: NodeJS.WritableStream,
  { of = "" }: ProgressSettings,
  paceOf: (event: Step) => string,
): Progress<Step> {
  const format = `${of}{bar} {percentage}%  step {value} of {total}  loss {loss}  {pace}  elapsed {elapsed}  ETA {remaining}`;
  const bar = new SingleBar(
    { stream: screen, format, barsize: barSizeFor(screen), clearOnComplete: true, linewrap: true },
    Presets.shades_classic,
  );
  const prefix = countingBar(screen, "frozen layers, text");
  const evaluation = countingBar(screen, `${of}evaluation,`);
  return {
    prefix: ({ textCount, totalTexts, elapsedSeconds }) =>
      prefix.update(textCount, totalTexts, elapsedSeconds),
    evaluating: ({ exampleCount, totalExamples, elapsedSeconds }) => {
      if (elapsedSeconds < secondsOfPatience) return;
      bar.stop();
      evaluation.update(exampleCount, totalExamples, elapsedSeconds);
    },
    step: (event) => {
      const facts = { ...progressFacts(event, event.loss), pace: paceOf(event) };
      if (bar.isActive) bar.update(event.step, facts);
      else bar.start(event.totalSteps, event.step, facts);
    },
    clear: () => {
      prefix.stop();
      evaluation.stop();
      bar.stop();
    },
  };
}

/** A bar for work that is counted; gone once all is done. */
function countingBar(screen: NodeJS.WritableStream, what: string) {
  const format = `{bar} {percentage}%  ${what} {value} of {total}  ETA {remaining}`;
  const bar = new SingleBar(
    { stream: screen, format, barsize: barSizeFor(screen), clearOnComplete: true, linewrap: true },
    Presets.shades_classic,
  );
  return {
    update(done: number, total: number, elapsedSeconds: number): void {
      const facts = { remaining: timeLeft(done, total, elapsedSeconds) };
      if (bar.isActive) bar.update(done, facts);
      else bar.start(total, done, facts);
      if (done === total) bar.stop();
    },
    stop: () => bar.stop(),
  };
}

/** What is left is taken to go as fast as what is done went. */
const timeLeft = (done: number, total: number, elapsedSeconds: number): string =>
  clock((elapsedSeconds * (total - done)) / done);

/** A shorter evaluation gets no bar of its own. */
const secondsOfPatience = 1;

/** Signs of the bar: fewer where the line is short, or its end, the time that is left, would be cut. */
function barSizeFor(screen: NodeJS.WritableStream): number {
  const columns = "columns" in screen ? Number(screen.columns) : 80;
  return columns < 100 ? 6 : 24;
}

/** Of the frozen layers' progress and of an evaluation's, where nobody looks on. */
const secondsBetweenLines = 10;

function progressLines<Step extends StepEvent>(
  terminal: Terminal,
  { loggingSteps, of = "" }: ProgressSettings,
  paceOf: (event: Step) => string,
): Progress<Step> {
  let losses: number[] = [];
  let saidAt = 0;
  let evaluatingSaidAt = 0;
  return {
    prefix: ({ textCount, totalTexts, elapsedSeconds }) => {
      if (textCount < totalTexts && elapsedSeconds - saidAt < secondsBetweenLines) return;
      saidAt = elapsedSeconds;
      terminal.say(
        `frozen layers, text ${textCount} of ${totalTexts}  elapsed ${clock(elapsedSeconds)}`,
      );
    },
    evaluating: ({ exampleCount, totalExamples, elapsedSeconds }) => {
      // Seconds that are fewer than before are of another evaluation.
      if (elapsedSeconds < evaluatingSaidAt) evaluatingSaidAt = 0;
      if (elapsedSeconds - evaluatingSaidAt < secondsBetweenLines) return;
      evaluatingSaidAt = elapsedSeconds;
      terminal.say(
        `${of}evaluation, ${exampleCount} of ${totalExamples}  elapsed ${clock(elapsedSeconds)}  ETA ${timeLeft(exampleCount, totalExamples, elapsedSeconds)}`,
      );
    },
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
    remaining: clock(remainingSeconds),
  };
}

function stepPace({ step, elapsedSeconds }: StepEvent, firstStep: number): string {
  const pace = elapsedSeconds > 0 ? (step - firstStep) / elapsedSeconds : 0;
  return pace >= 1 || pace === 0 ? `${pace.toFixed(1)} steps/s` : `${(1 / pace).toFixed(1)} s/step`;
}

/** Seconds as minutes and seconds, with hours where there are some: `4:07`, `1:00:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const pad = (value: number): string => String(value).padStart(2, "0");
  const rest = pad(whole % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}
