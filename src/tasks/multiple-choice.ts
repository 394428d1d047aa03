import { BerthError, type Example, int32 } from "../base/index.js";
import { majorityBaseline } from "../metrics/index.js";
import type { Table } from "../records/index.js";
import type { TextInput } from "../tokenizer/index.js";
import {
  type ChoiceTexts,
  choiceRole,
  chooseChoiceColumns,
  chooseChoiceTexts,
} from "./choice-columns.js";
import { joinOutputs } from "./join-outputs.js";
import { classIds } from "./labels.js";
import { oneLabelPart } from "./one-label.js";
import { requireTexts } from "./required-texts.js";
import type { ColumnNames, Task, TaskColumns } from "./task.js";
import { pairRole } from "./text-inputs.js";

/** A context and the ways in which it may go on. */
export interface ChoiceQuestion {
  readonly context: string;
  /** What stands before every choice, such as the beginning of a sentence. */
  readonly beginning?: string | undefined;
  readonly choices: readonly string[];
}

/** What a model reads for each choice: the context, and the choice behind its beginning. */
export function choiceTexts({ context, beginning, choices }: ChoiceQuestion): TextInput[] {
  return choices.map((choice) => [
    context,
    beginning === undefined ? choice : `${beginning} ${choice}`,
  ]);
}

/**
 * The names of a question's choices: the model's labels, or the places of the choices where its config
 * tells none.
 *
 * @example
 * choiceNames([], 2); // ["choice0", "choice1"]
 */
export function choiceNames(labels: readonly string[], count: number): readonly string[] {
  return labels.length > 0 ? labels : Array.from({ length: count }, (_, place) => `choice${place}`);
}

/** Columns of the choices, in their order. */
function choicesOf({ more = {} }: Pick<TaskColumns, "more">): number[] {
  const columns: number[] = [];
  for (let at = more[choiceRole(0)]; at !== undefined; at = more[choiceRole(columns.length)]) {
    columns.push(at);
  }
  return columns;
}

/** Rows of logits: those of a question's choices stand one after the other. */
const oneLabel = oneLabelPart(({ outputs }) => joinOutputs(outputs));

/** F1 of places, such as "the first", tells nothing. */
const toldScores: readonly string[] = ["loss", "loss_batch_mean", "accuracy", "ece_before", "ece"];

/**
 * The right one of several texts that a context may go on with. A row becomes one example a choice,
 * one after the other; the reference of a row is the id of the right choice.
 */
export const multipleChoice: Task<number> = {
  name: "multiple-choice",
  metrics: ["accuracy", "loss", "loss_batch_mean"],
  shownMetrics: { accuracy: "accuracy" },
  chooseColumns: chooseChoiceColumns,
  textColumns: (columns) => [columns.text, ...choicesOf(columns)],
  takesLabelsOfFile: true,
  readLabels: async ({ columns: names }, columns) =>
    choicesOf(columns).map((column) => names[column] as string),
  strata: async () => undefined,
  checkNames: ({ columns }, { text, label, more }) => ({
    textColumn: columns[text],
    textPairColumn: columns[more?.[pairRole] ?? -1],
    targetColumn: columns[label],
  }),
  examplesPerRow: (labels) => labels.length,
  async encode({ table, columns, rows }, labels, tokenizer, { maxLength }) {
    requireChoiceColumns(table, choicesOf(columns), labels);
    const right = await classIds(table, columns.label, labels, { takesIds: true });
    const texts = Array.from(rows, (row) =>
      choiceTexts(
        questionOf(table.rows[row] ?? [], {
          text: columns.text,
          pair: columns.more?.[pairRole],
          choices: choicesOf(columns),
        }),
      ),
    );
    const encodings = await tokenizer.encode(texts.flat(), { maxLength });
    const examples = encodings.map(({ tokenIds, typeIds }, place): Example => {
      const row = rows[Math.floor(place / labels.length)] as number;
      return { row, tokenIds, typeIds, target: right.subarray(row, row + 1) };
    });
    return { examples, references: Array.from(rows, (row) => right[row] as number), notes: [] };
  },
  targets(examples) {
    const firsts = examples.filter(({ row }, place) => row !== examples[place - 1]?.row);
    const ids = Int32Array.from(firsts, ({ target }) => target?.[0] ?? 0);
    return { labels: int32([ids.length], ids) };
  },
  ...oneLabel,
  score(outputs, settings) {
    const scores = Object.entries(oneLabel.score(outputs, settings));
    return Object.fromEntries(scores.filter(([name]) => toldScores.includes(name)));
  },
  baseline({ references, labels }) {
    return { majority_accuracy: majorityBaseline(references, labels.length).accuracy };
  },
  targetText: ({ target }, labels) => labels[target?.[0] ?? -1] ?? "",
};

/** @throws CHOICE_COUNT when a file has another number of choices than the model was trained on */
function requireChoiceColumns(
  { file, columns }: Table,
  choices: readonly number[],
  labels: readonly string[],
): void {
  if (choices.length === labels.length) return;
  const names = choices.map((column) => columns[column] as string);
  throw new BerthError(
    "CHOICE_COUNT",
    `${file}: it has ${names.length} columns of choices (${names.join(", ")}), and the model is trained on ${labels.length} (${labels.join(", ")}). Give as many.`,
    { file, choices: names.length, columns: names, labels },
  );
}

/**
 * The questions of a table, labelled or not.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR, TEXT_EMPTY
 */
export async function choiceQuestions(
  table: Table,
  names: Pick<ColumnNames, "textColumn" | "textPairColumn">,
): Promise<{ readonly questions: ChoiceQuestion[]; readonly notes: readonly string[] }> {
  const { notes, ...texts } = chooseChoiceTexts(table, names);
  await requireTexts(table, [texts.text, ...texts.choices]);
  return { questions: table.rows.map((row) => questionOf(row, texts)), notes };
}

function questionOf(
  row: Table["rows"][number],
  { text, pair, choices }: Pick<ChoiceTexts, "text" | "pair" | "choices">,
): ChoiceQuestion {
  const cell = (column: number): string => row[column] ?? "";
  return {
    context: cell(text),
    beginning: pair === undefined ? undefined : cell(pair),
    choices: choices.map(cell),
  };
}
