import type { Table } from "../records/index.js";
import { choiceColumns } from "./choice-columns.js";
import { labelRole } from "./column-roles.js";
import { namedOrUsual } from "./guess-column.js";
import { looksLikeLabelSets } from "./multi-label/label-sets.js";
import { looksLikeEntities } from "./ner/entity-columns.js";
import { looksLikeNumbers } from "./number-columns.js";
import { pairByName } from "./pair-columns.js";
import { answersStandInContexts } from "./question-answering/answers-in-contexts.js";
import { hasQuestionColumns } from "./question-answering/question-columns.js";
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
  if (hasQuestionColumns(table)) return { name: "qa" };
  if (looksLikeEntities(table, names)) {
    const note = `${table.file}: words and tags, or texts and spans: the task is ner; --task names another.`;
    return { name: "ner", note };
  }
  return guessSequenceTask(table, names) ?? { name: "classification" };
}

/** The tasks whose data have to be looked at, but for classification. */
function guessSequenceTask(table: Table, names: ColumnNames): GuessedTask | undefined {
  const guessed = (name: TaskName, why: string): GuessedTask => ({
    name,
    note: `${table.file}: ${why}: the task is ${name}; --task names another.`,
  });
  if (answersStandInContexts(table, names)) {
    return guessed("qa", "answers that stand in their contexts");
  }
  if (choiceColumns(table).length > 1) return guessed("multiple-choice", "columns of choices");
  if (looksLikeNumbers(table, names)) return guessed("regression", "labels are numbers, not whole");
  const label = namedOrUsual(table, names.labelColumn, labelRole.names);
  if (looksLikeLabelSets(table.rows.map((row) => row[label ?? -1] ?? ""))) {
    return guessed("multi-label", "label cells hold several labels");
  }
  const readsTwo = names.textPairColumn !== undefined || pairByName(table) !== undefined;
  return readsTwo ? guessed("pair", "two columns of texts") : undefined;
}
