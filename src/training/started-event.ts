import { parseFrozen, trainedParameters } from "../models/index.js";
import type { ShownExample, StartedEvent } from "./events.js";
import { type PreparedRun, parameterCount, rowCount } from "./prepared-run.js";
import { textOf } from "./run-data.js";

/** What is told before the first step. */
export function startedEvent(
  run: PreparedRun,
  step: number,
  notes: readonly string[],
): StartedEvent {
  const { parameters, architecture } = run.smallModel;
  const frozen = parseFrozen(run.recipe.freeze ?? undefined, architecture);
  const trainedCount = parameterCount({ parameters: trainedParameters(parameters, frozen) });
  return {
    type: "started",
    recipe: run.recipe,
    notes: [...run.notes, ...notes],
    labels: run.labels,
    shownMetrics: run.kind.task.shownMetrics,
    ...(run.classWeights === undefined ? {} : { classWeights: run.classWeights }),
    rows: {
      train: rowCount(run.train),
      validation: rowCount(run.validation),
      test: run.test ? rowCount(run.test) : 0,
    },
    parameters: { total: parameterCount(run.model), trained: trainedCount },
    totalSteps: run.plan.totalSteps,
    step,
    shown: shownExamples(run),
  };
}

function shownExamples({ recipe, kind, train, labels, tokenizer, vocabulary }: PreparedRun) {
  return train.examples.slice(0, recipe.show).map((example): ShownExample => {
    const { row, tokenIds } = example;
    const ids = Array.from(tokenIds, (id) => vocabulary.ids[id] ?? id);
    const label = kind.task.targetText(example, labels);
    return { text: textOf(train, row), label, tokens: tokenizer.tokens(ids), ids };
  });
}
