import { classification } from "./classification.js";
import { multiLabel } from "./multi-label/multi-label.js";
import { multipleChoice } from "./multiple-choice.js";
import { ner } from "./ner/ner.js";
import { pair } from "./pair.js";
import { questionAnswering } from "./question-answering/question-answering.js";
import { regression } from "./regression.js";
import type { Task } from "./task.js";
import type { TaskName } from "./task-names.js";

/** Every task by its name. What a task keeps of a row for its scores is its own affair. */
export const tasks: Readonly<Record<TaskName, Task>> = {
  classification: classification as Task,
  pair: pair as Task,
  regression: regression as Task,
  "multi-label": multiLabel as Task,
  "multiple-choice": multipleChoice as Task,
  ner: ner as Task,
  qa: questionAnswering as Task,
};
