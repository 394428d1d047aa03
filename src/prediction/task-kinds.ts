import type { BertArchitecture, HeadSettings, TaskModel } from "../models/index.js";
import {
  answerPointer,
  classifier,
  multiLabelClassifier,
  multipleChoice,
  regressor,
  tokenClassifier,
} from "../models/index.js";
import { labelMoves, type Task, type TaskName, tasks } from "../tasks/index.js";

/** A task with the model that learns it. */
export interface TaskKind {
  readonly task: Task;
  /** Kinds of heads that it has, the first unless another is asked for; `linear` alone where absent. */
  readonly heads?: readonly HeadSettings["kind"][];
  /** Whether its heads can read columns beside the text. */
  readonly readsFeatures?: boolean;
  /** What pipelines call it. */
  readonly pipelineTag: string;
  /** What the model does, for its card: what comes after "a BERT that". */
  readonly purpose: string;
  /** @param labels - none for a model without a head of its own */
  define(architecture: BertArchitecture, head: HeadSettings, labels: readonly string[]): TaskModel;
}

/** Every task by its name. To add one: its data in tasks, with a line in all-tasks.ts, its head in models, and a line here. */
export const taskKinds: Readonly<Record<TaskName, TaskKind>> = {
  classification: {
    task: tasks.classification,
    heads: ["linear", "mlp"],
    readsFeatures: true,
    pipelineTag: "text-classification",
    purpose: "gives each text one of these labels",
    define: (architecture, head, labels) =>
      classifier(architecture, head, Math.max(1, labels.length)),
  },
  pair: {
    task: tasks.pair,
    heads: ["linear", "mlp"],
    readsFeatures: true,
    pipelineTag: "text-classification",
    purpose: "gives two texts together one of these labels",
    define: (architecture, head, labels) =>
      classifier(architecture, head, Math.max(1, labels.length)),
  },
  regression: {
    task: tasks.regression,
    heads: ["linear", "mlp"],
    readsFeatures: true,
    pipelineTag: "text-classification",
    purpose: "gives a text, or two, a number",
    define: regressor,
  },
  "multi-label": {
    task: tasks["multi-label"],
    heads: ["linear", "mlp"],
    readsFeatures: true,
    pipelineTag: "text-classification",
    purpose: "gives each text any number of these labels",
    define: (architecture, head, labels) =>
      multiLabelClassifier(architecture, head, Math.max(1, labels.length)),
  },
  "multiple-choice": {
    task: tasks["multiple-choice"],
    pipelineTag: "multiple-choice",
    purpose: "tells which of several texts goes on from a context",
    define: (architecture, _head, labels) =>
      multipleChoice(architecture, Math.max(1, labels.length)),
  },
  qa: {
    task: tasks.qa,
    pipelineTag: "question-answering",
    purpose: "finds the answer to a question in a context",
    define: (architecture) => answerPointer(architecture),
  },
  ner: {
    task: tasks.ner,
    heads: ["linear", "crf"],
    pipelineTag: "token-classification",
    purpose: "finds named entities, as words labelled",
    define: (architecture, { kind }, labels) =>
      tokenClassifier(
        architecture,
        Math.max(1, labels.length),
        kind === "crf" ? labelMoves(labels) : undefined,
      ),
  },
};
