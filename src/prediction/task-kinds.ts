import { BerthError } from "../base/index.js";
import type { BertArchitecture, HeadSettings, TaskModel } from "../models/index.js";
import { answerPointer, classifier } from "../models/index.js";
import { classification, questionAnswering, type Task, type TaskName } from "../tasks/index.js";

/** A task with the model that learns it. */
export interface TaskKind {
  readonly task: Task;
  /** What pipelines call it. */
  readonly pipelineTag: string;
  /** What the model does, for its card: what comes after "a BERT that". */
  readonly purpose: string;
  /** @param labels - none for a model without a head of its own */
  define(architecture: BertArchitecture, head: HeadSettings, labels: readonly string[]): TaskModel;
}

/** Every task by its name. To add one: its data in tasks, its head in models, and a line here. */
export const taskKinds: Readonly<Record<TaskName, TaskKind>> = {
  classification: {
    task: classification as Task,
    pipelineTag: "text-classification",
    purpose: "gives each text one of these labels",
    define: (architecture, head, labels) =>
      classifier(architecture, head, Math.max(1, labels.length)),
  },
  qa: {
    task: questionAnswering as Task,
    pipelineTag: "question-answering",
    purpose: "finds the answer to a question in a context",
    define: (architecture, head) => {
      requireLinear(head, "qa");
      return answerPointer(architecture);
    },
  },
};

/** Refuses a head that the task's model does not have. */
function requireLinear({ kind }: HeadSettings, task: TaskName): void {
  if (kind === "linear") return;
  const message = `--head ${kind}: the model of --task ${task} has a linear head only. Leave --head out.`;
  throw new BerthError("USAGE", message, { task, head: kind });
}
