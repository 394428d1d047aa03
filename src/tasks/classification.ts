import type { Example } from "../base/index.js";
import { majorityBaseline } from "../metrics/index.js";
import { labelCells } from "./cells.js";
import { chooseColumns } from "./choose-columns.js";
import { classLabels, exampleWeights, textExamples } from "./classify.js";
import { classIds, readLabels } from "./labels.js";
import { oneLabelPart } from "./one-label.js";
import { strideNote } from "./shared-tokens.js";
import type { Task } from "./task.js";
import { inputColumns, textInputs } from "./text-inputs.js";
import { textLogits } from "./text-logits.js";

/** One label a text. The reference of a row is its class id. */
export const classification: Task<number> = {
  name: "classification",
  metrics: [
    "f1_macro",
    "loss",
    "loss_batch_mean",
    "accuracy",
    "f1",
    "f1_weighted",
    "matthews_correlation",
  ],
  shownMetrics: { accuracy: "accuracy", f1_macro: "macro F1" },
  truncations: ["head", "head-tail", "windows"],
  chooseColumns,
  textColumns: inputColumns,
  readLabels: (table, { label }) => readLabels(table, label),
  strata: async (table, { label }) => ({
    labels: (await labelCells(table, label)).map((cell) => [cell]),
  }),
  checkNames: ({ columns }, { text, label }) => ({
    textColumn: columns[text],
    labelColumn: columns[label],
  }),
  async encode({ table, columns, rows }, labels, tokenizer, settings) {
    const classes = await classIds(table, columns.label, labels);
    const texts = textInputs({ table, columns, rows });
    const targets = Int32Array.from(rows, (row) => classes[row] as number);
    const encoded = await textExamples(texts, targets, tokenizer, settings);
    const examples = encoded.map((one) => ({ ...one, row: rows[one.row] as number }));
    const windows = windowNotes(table.file, examples, settings.maxLength);
    const held = windows.length === 0 ? undefined : await strideNote(tokenizer, settings);
    return {
      examples,
      references: Array.from(targets),
      notes: held === undefined ? windows : [...windows, held],
    };
  },
  targets: (examples) => ({ labels: classLabels(examples), ...exampleWeights(examples) }),
  ...oneLabelPart(({ examples, outputs }) => textLogits(examples, outputs)),
  baseline({ references, labels }) {
    const { accuracy, f1Macro } = majorityBaseline(references, labels.length);
    return { majority_accuracy: accuracy, majority_f1_macro: f1Macro };
  },
  targetText: ({ target }, labels) => labels[target?.[0] ?? -1] ?? "",
  async countClasses({ table, columns, rows }, labels) {
    const counts = labels.map(() => 0);
    const classes = await classIds(table, columns.label, labels);
    for (const row of rows) {
      const id = classes[row] as number;
      counts[id] = (counts[id] as number) + 1;
    }
    return counts;
  },
};

/** Says how many texts are read in windows, where any is. */
function windowNotes(file: string, examples: readonly Example[], maxLength: number): string[] {
  const parts = examples.filter(({ weight = 1 }) => weight < 1);
  if (parts.length === 0) return [];
  const texts = new Set(parts.map(({ row }) => row)).size;
  const count = (value: number): string => value.toLocaleString("en-US");
  return [
    `${file}: ${count(texts)} texts are longer than ${maxLength} tokens and read in windows, ${count(parts.length)} in all`,
  ];
}
