import type { Table } from "../records/index.js";
import { looksLikeEntities } from "./ner/entity-columns.js";
import { looksLikeQuestions } from "./question-answering/question-columns.js";
import type { ColumnNames } from "./task.js";
import type { TaskName } from "./task-names.js";

/** The task that labelled rows look like, and a sentence where that was not plain. */
export interface GuessedTask {
  readonly name: TaskName;
  readonly note?: string;
}

/**
 * Guesses the task by the columns of the training rows and the columns that were named.
 *
 * @param table - the training rows
 */
export function guessTask(table: Table, names: ColumnNames): GuessedTask {
  if (looksLikeQuestions(table)) return { name: "qa" };
  if (looksLikeEntities(table, names)) {
    const note = `${table.file}: words and tags, or texts and spans: the task is ner; --task names another.`;
    return { name: "ner", note };
  }
  return { name: "classification" };
}
