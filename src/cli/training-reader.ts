import { unreachable } from "../base/index.js";
import type {
  EvaluatedEvent,
  FinishedEvent,
  MemoryShortEvent,
  SeedEvent,
  StartedEvent,
  TrainingEvent,
} from "../training/events.js";
import { reportWords } from "../training/report-words.js";
import { seedTable } from "../training/seed-summary.js";
import { type Progress, showProgress } from "./progress.js";
import { stageProgress } from "./stage-progress.js";
import { startedLines } from "./started-lines.js";
import { tableLines } from "./table.js";
import type { Terminal } from "./terminal.js";

/** Tells people about a run: one of the readers of its events. */
export interface TrainingReader {
  event(event: TrainingEvent): void;
  /** Clears what is left of the progress, however the run ended. */
  close(): void;
}

const headingsOf = (shown: StartedEvent["shownMetrics"]): string[] => [
  ...["epoch", "step", "train loss", "val. loss"],
  ...Object.values(shown),
  "",
];

/** Says on stderr what a run is, how far it is, how each evaluation went and how it ended. */
export function trainingReader(terminal: Terminal): TrainingReader {
  const augmenting = stageProgress(terminal, "augmenting");
  let progress: Progress | undefined;
  let evaluationCount = 0;
  let shownMetrics: StartedEvent["shownMetrics"] | undefined;
  let seed: SeedEvent | undefined;
  const say = (lines: readonly string[]): void => {
    progress?.clear();
    for (const line of lines) terminal.say(line);
  };

  const started = (event: StartedEvent): void => {
    // What is the same for every seed is told once.
    say(shownMetrics === undefined ? startedLines(event) : laterLines(event));
    shownMetrics = event.shownMetrics;
    evaluationCount = 0;
    const { loggingSteps } = event.recipe;
    const of = seed === undefined ? "" : `seed ${seed.number} of ${seed.count}  `;
    progress = showProgress(terminal, { loggingSteps, of });
  };
  const evaluated = (event: EvaluatedEvent): void => {
    const shown = shownMetrics ?? {};
    const headings = headingsOf(shown);
    const row = tableRow(evaluationCells(event, Object.keys(shown)), headings);
    const lines = [event.best ? terminal.bold(row) : row];
    say(evaluationCount === 0 ? ["", tableRow(headings, headings), ...lines] : lines);
    evaluationCount += 1;
  };

  const memoryShort = ({ step, rows }: MemoryShortEvent): void =>
    say([
      `Memory is short: from step ${step} on at most ${rows} ${rows === 1 ? "row goes" : "rows go"} through the model at once. The steps stay as large; other dropout is drawn.`,
    ]);

  const finished = (event: FinishedEvent): void => {
    // An interrupted run ends with an error that says how to go on.
    if (event.reason !== "interrupted") say(finishedLines(event, shownMetrics ?? {}));
  };

  return {
    event: (event) => {
      const shown = () => progress ?? unreachable(`${event.type} before the start`);
      switch (event.type) {
        case "augmenting":
          return augmenting.update(event.madeRows, event.wantedRows);
        case "started":
          augmenting.clear();
          return started(event);
        case "noted":
          return say([event.note]);
        case "prefix":
          return shown().prefix(event);
        case "step":
          return shown().step(event);
        case "memory-short":
          return memoryShort(event);
        case "evaluating":
          return shown().evaluating(event);
        case "evaluated":
          return evaluated(event);
        case "saved":
          return;
        case "seed":
          seed = event;
          return say(seedLines(event));
        case "finished":
          return finished(event);
      }
    },
    close: () => {
      augmenting.clear();
      progress?.clear();
    },
  };
}

const tableRow = (cells: readonly string[], headings: readonly string[]): string =>
  cells
    .map((cell, column) => cell.padStart(Math.max(headings[column]?.length ?? 0, 6)))
    .join("  ")
    .trimEnd();

function evaluationCells(
  { epoch, step, trainLoss, scores, best }: EvaluatedEvent,
  names: readonly string[],
): string[] {
  const shown = (score: number | undefined): string => score?.toFixed(4) ?? "";
  return [
    String(Math.round(epoch * 100) / 100),
    String(step),
    shown(trainLoss),
    shown(scores["loss"]),
    ...names.map((name) => shown(scores[name])),
    best ? "best" : "",
  ];
}

const endings: Readonly<Record<string, string>> = {
  complete: "All steps are done",
  "early-stopping": "Stopped early: the score no longer rose",
};

/** What calibration did, where it was asked for. */
function calibrationLines(metrics: FinishedEvent["metrics"]): string[] {
  const { temperature, eval_ece_before: before, eval_ece: after } = metrics;
  if (temperature === undefined || before === undefined || after === undefined) return [];
  if (temperature === 1) {
    return [
      `Not calibrated: the validation rows fix no temperature (all are right, or guessing is better). Expected calibration error ${before.toFixed(4)}.`,
    ];
  }
  return [
    `Calibrated: temperature ${temperature.toFixed(4)}, saved with the model. Expected calibration error on the validation rows ${before.toFixed(4)} before, ${after.toFixed(4)} after.`,
  ];
}

const seedEndings = {
  begins: "begins",
  ends: "is done",
  known: "was done before",
} as const satisfies Record<SeedEvent["state"], string>;

function seedLines({ state, seed, number, count, directory }: SeedEvent): string[] {
  const line = `Seed ${number} of ${count} (${seed}) ${seedEndings[state]}: ${directory}`;
  return state === "begins" ? ["", line] : [line];
}

/** What a later seed has to tell of its start. */
const laterLines = ({ notes, step }: StartedEvent): string[] => [
  ...notes,
  ...(step > 0 ? [`resumed after step ${step}`] : []),
];

/** The scores of all seeds, mean and deviation. */
function seedsLines(
  { seeds, directory, bestEpoch, metrics }: FinishedEvent,
  shown: StartedEvent["shownMetrics"],
): string[] {
  if (seeds === undefined) return [];
  const { finished, summary } = seeds;
  const headings = { ...reportWords.en, loss: "loss" };
  const rows = seedTable(finished, summary, shown, headings);
  const columns = rows[0]?.map((_, index) => (index === 0 ? "left" : "right")) ?? [];
  const epoch = Math.round(bestEpoch * 100) / 100;
  return [
    "",
    ...tableLines(rows, columns as ("left" | "right")[]),
    "",
    `${finished.length} seeds are done. The best by ${summary.metric} is ${summary.bestSeed}, epoch ${epoch}.`,
    ...calibrationLines(metrics),
    `Its model is in ${directory}; every seed's own is in ${directory}/seed-N`,
    "",
  ];
}

function finishedLines(event: FinishedEvent, shown: StartedEvent["shownMetrics"]): string[] {
  if (event.seeds !== undefined) return seedsLines(event, shown);
  const { reason, bestEpoch, directory, metrics } = event;
  const accuracy = metrics["eval_majority_accuracy"];
  const f1 = metrics["eval_majority_f1_macro"];
  const baseline =
    accuracy === undefined || f1 === undefined
      ? []
      : [
          `Always answering the most frequent label would score: accuracy ${accuracy.toFixed(4)}, macro F1 ${f1.toFixed(4)}.`,
        ];
  const epoch = Math.round(bestEpoch * 100) / 100;
  return [
    "",
    `${endings[reason]}. The best weights are those of epoch ${epoch}.`,
    ...baseline,
    ...calibrationLines(metrics),
    `The model is in ${directory}`,
    "",
  ];
}
