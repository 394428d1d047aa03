import { type Example, int32 } from "../base/index.js";
import { classificationReport, majorityBaseline } from "../metrics/index.js";
import type { Table } from "../records/index.js";
import type { TextInput } from "../tokenizer/index.js";
import { textCells } from "./cells.js";
import {
  type ChoiceTexts,
  choiceRole,
  chooseChoiceColumns,
  chooseChoiceTexts,
} from "./choice-columns.js";
import { decodeClassification, predictedClasses } from "./decode-classification.js";
import { joinOutputs } from "./join-outputs.js";
import { classIds } from "./labels.js";
import { scoreClassification } from "./score-classification.js";
import { softmaxCalibration } from "./softmax-calibration.js";
import type { ColumnNames, Task, TaskColumns, TaskOutputs } from "./task.js";
import { fittedTemperature, temperatureOf } from "./temperature.js";
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

/** Columns of the choices, in their order. */
function choicesOf({ more = {} }: Pick<TaskColumns, "more">): number[] {
  const columns: number[] = [];
  for (let at = more[choiceRole(0)]; at !== undefined; at = more[choiceRole(columns.length)]) {
    columns.push(at);
  }
  return columns;
}

/**
 * The right one of several texts that a context may go on with. A row becomes one example a choice,
 * one after the other; the reference of a row is the id of the right choice.
 */
export const multipleChoice: Task<number> = {
  name: "multiple-choice",
  metrics: ["accuracy", "loss", "loss_batch_mean"],
  shownMetrics: { accuracy: "accuracy" },
  chooseColumns: chooseChoiceColumns,
  readLabels: async ({ columns: names }, columns) =>
    choicesOf(columns).map((column) => names[column] as string),
  strata: async () => undefined,
  checkNames: ({ columns }, { text, more }) => ({
    textColumn: columns[text],
    textPairColumn: columns[more?.[pairRole] ?? -1],
  }),
  examplesPerRow: (labels) => labels.length,
  async encode({ table, columns, rows }, labels, tokenizer, { maxLength }) {
    const right = await classIds(table, columns.label, labels, { takesIds: true });
    for (const column of choicesOf(columns)) await textCells(table, column);
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
  score(outputs, settings) {
    const { logits, targets, labels, temperature } = flat(outputs);
    const { loss, loss_batch_mean, accuracy } = scoreClassification(
      logits,
      targets,
      labels,
      settings,
    );
    return {
      ...{ loss, loss_batch_mean, accuracy },
      ...(temperature !== undefined &&
        softmaxCalibration(logits, targets, labels.length, temperature)),
    };
  },
  tune(outputs, { calibrate }) {
    if (!calibrate) return {};
    const { logits, targets, labels } = flat(outputs);
    return { temperature: fittedTemperature(logits, targets, labels.length) };
  },
  baseline({ references, labels }) {
    return { majority_accuracy: majorityBaseline(references, labels.length).accuracy };
  },
  report(outputs) {
    const { logits, targets, labels } = flat(outputs);
    const predicted = predictedClasses(logits, labels.length);
    return classificationReport(targets, predicted, labels, { digits: 4 });
  },
  evaluated(outputs) {
    const { logits, targets, labels, temperature } = flat(outputs);
    const predicted = predictedClasses(logits, labels.length);
    const scored = decodeClassification(logits, labels, { scores: "probabilities", temperature });
    return Array.from(targets, (target, index) => ({
      index,
      truth: labels[target] ?? "",
      prediction: labels[predicted[index] ?? 0] ?? "",
      probabilities: labels.map(
        (label) => scored[index]?.find((one) => one.label === label)?.score ?? 0,
      ),
    }));
  },
  targetText: ({ target }, labels) => labels[target?.[0] ?? -1] ?? "",
};

/**
 * The questions of a table, labelled or not.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR
 */
export function choiceQuestions(
  table: Table,
  names: Pick<ColumnNames, "textColumn" | "textPairColumn">,
): { readonly questions: ChoiceQuestion[]; readonly notes: readonly string[] } {
  const { notes, ...texts } = chooseChoiceTexts(table, names);
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

/** One row of logits a question: those of its choices stand one after the other. */
function flat({ outputs, references, labels, tuned }: TaskOutputs<number>) {
  const targets = Int32Array.from(references);
  return { logits: joinOutputs(outputs), targets, labels, temperature: temperatureOf(tuned) };
}
