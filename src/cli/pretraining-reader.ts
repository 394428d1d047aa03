import { unreachable } from "../base/index.js";
import type {
  PretrainingEvent,
  PretrainingFinishedEvent,
  PretrainingStartedEvent,
  PretrainingStepEvent,
} from "../pretraining/events.js";
import { pretrainingSettings } from "../pretraining/recipe.js";
import type { EvaluatedEvent } from "../training/events.js";
import { clock } from "./clock.js";
import { type Progress, showProgress } from "./progress.js";
import { recipeCells } from "./recipe-cells.js";
import { stageProgress } from "./stage-progress.js";
import { tableLines } from "./table.js";
import type { Terminal } from "./terminal.js";

/** Tells people about a pre-training. */
export interface PretrainingReader {
  event(event: PretrainingEvent): void;
  /** Clears what is left of the progress, however the run ended. */
  close(): void;
}

/** Says on stderr what is read, what a run is, how far it is, how each evaluation went and how it ended. */
export function pretrainingReader(terminal: Terminal): PretrainingReader {
  let progress: Progress<PretrainingStepEvent> | undefined;
  let evaluations = 0;
  const corpus = stageProgress(terminal, "corpus");
  const say = (lines: readonly string[]): void => {
    progress?.clear();
    for (const line of lines) terminal.say(line);
  };
  const started = (event: PretrainingStartedEvent): void => {
    say(startedLines(event));
    const { loggingSteps } = event.recipe;
    progress = showProgress(
      terminal,
      { loggingSteps },
      ({ tokensPerSecond }) => `${whole(tokensPerSecond)} tokens/s`,
    );
  };
  const evaluated = (event: EvaluatedEvent): void => {
    const line = tableRow(evaluationCells(event));
    const lines = [event.best ? terminal.bold(line) : line];
    say(evaluations === 0 ? ["", tableRow(headings(event)), ...lines] : lines);
    evaluations += 1;
  };
  return {
    event: (event) => {
      switch (event.type) {
        case "corpus":
          return corpus.update(event.bytes, event.totalBytes);
        case "started":
          corpus.clear();
          return started(event);
        case "step":
          return (progress ?? unreachable("a step before the start")).step(event);
        case "memory-short":
          return say([
            `Memory is short: from step ${event.step} on at most ${event.rows} sequences go through the model at once. The steps stay as large; other dropout is drawn.`,
          ]);
        case "evaluating":
          return progress?.evaluating(event);
        case "evaluated":
          return evaluated(event);
        case "saved":
          return;
        case "finished":
          // An interrupted run ends with an error that says how to go on.
          if (event.reason !== "interrupted") say(finishedLines(event));
      }
    },
    close: () => {
      corpus.clear();
      progress?.clear();
    },
  };
}

const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

function startedLines(event: PretrainingStartedEvent): string[] {
  const { recipe, notes, corpus, sequences, step } = event;
  const facts = [
    [
      "corpus",
      `${whole(corpus.tokens)} tokens in ${whole(corpus.sentences)} sentences of ${whole(corpus.documents)} documents${corpus.isFromCache ? ", from the cache" : ""}`,
    ],
    ["sequences", `train ${whole(sequences.train)}, validation ${whole(sequences.validation)}`],
    ["vocabulary", whole(event.vocabularySize)],
    ["parameters", whole(event.parameters)],
    ["steps", whole(event.totalSteps)],
    ...(step > 0 ? [["resumed", `after step ${whole(step)}`]] : []),
  ];
  const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
  return [
    "Recipe",
    ...indent(tableLines(recipeCells(pretrainingSettings.names, { ...recipe }, leftOpen))),
    ...(notes.length > 0 ? ["Notes", ...indent(notes)] : []),
    "Run",
    ...indent(tableLines(facts)),
    "",
  ];
}

/** Settings that others decide when they are left open. */
const leftOpen: Readonly<Record<string, string>> = {
  evalSteps: "each epoch",
  saveSteps: "each epoch",
  corpusCache: "the user's cache folder",
};

const pairScore = ({ scores }: EvaluatedEvent): string | undefined =>
  Object.keys(scores).find((name) => /^(nsp|sop)_accuracy$/.test(name));

function headings(event: EvaluatedEvent): string[] {
  const pairs = pairScore(event)?.slice(0, 3).toUpperCase();
  const last = pairs === undefined ? [] : [`${pairs} acc.`];
  return ["epoch", "step", "train loss", "val. loss", "perplexity", "MLM acc.", ...last];
}

function evaluationCells(event: EvaluatedEvent): string[] {
  const { epoch, step, trainLoss, scores } = event;
  const pairs = pairScore(event);
  const four = (value: number | undefined): string => (value ?? Number.NaN).toFixed(4);
  return [
    epoch.toFixed(2),
    String(step),
    four(trainLoss),
    four(scores["loss"]),
    (scores["perplexity"] ?? Number.NaN).toFixed(2),
    four(scores["mlm_accuracy"]),
    ...(pairs === undefined ? [] : [four(scores[pairs])]),
  ];
}

const tableRow = (cells: readonly string[]): string =>
  cells.map((cell) => cell.padStart(10)).join("  ");

function finishedLines({ directory, step, reason, metrics }: PretrainingFinishedEvent): string[] {
  const why = reason === "early-stopping" ? ", stopped early" : "";
  const seconds = clock(metrics["train_runtime"] ?? 0);
  return [
    "",
    `Pre-trained ${whole(step)} steps in ${seconds}${why}. The best weights, of step ${metrics["best_step"]}, are in ${directory}`,
  ];
}
