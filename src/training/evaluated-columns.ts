import { BerthError } from "../base/index.js";
import { type Model, taskKinds } from "../prediction/index.js";
import type { Table } from "../records/index.js";
import {
  type ColumnNames,
  pairRole,
  sequenceTasks,
  type TaskColumns,
  unreadPairNote,
} from "../tasks/index.js";

/**
 * The columns that a model is scored on. A second text is read where the model was trained on pairs; where
 * its directory does not tell, if its column is named, and a note says when one is passed over. The numbers are
 * those of the column that the model learnt, where the table has it and none is named.
 *
 * @param name - the model, for the sentence
 * @throws USAGE where a second text is named for a model that reads single ones; the codes of the task
 */
export function evaluatedColumns(
  table: Table,
  { task, readsPairs, labels }: Pick<Model, "task" | "readsPairs" | "labels">,
  names: ColumnNames & { readonly model: string },
): TaskColumns {
  const isSequence = sequenceTasks.includes(task);
  const asksPairs = isSequence && names.textPairColumn !== undefined;
  if (asksPairs && readsPairs === false) {
    const message = `--text-pair-column: the model in ${names.model} was trained on one text a row. Leave it out`;
    throw new BerthError("USAGE", message, { column: names.textPairColumn });
  }
  const kind = asksPairs && task === "classification" ? "pair" : task;
  const learnt =
    task === "regression" ? labels.find((name) => table.columns.includes(name)) : undefined;
  const own = names.labelColumn === undefined ? learnt : undefined;
  const columns = taskKinds[kind].task.chooseColumns(table, {
    ...names,
    labelColumn: names.labelColumn ?? own,
    readsPairs: readsPairs ?? asksPairs,
  });
  const isUntold = isSequence && readsPairs === undefined && columns.more?.[pairRole] === undefined;
  const unread = isUntold ? unreadPairNote(table, columns.text) : undefined;
  const ownNote =
    own &&
    `${table.file}: column "${own}" is scored, as the model learnt it; --label-column names another.`;
  return {
    ...columns,
    notes: [...columns.notes, ownNote, unread].filter((note) => note !== undefined),
  };
}
