import type { Example } from "../base/index.js";
import { classificationReport, majorityBaseline } from "../metrics/index.js";
import { labelCells } from "./cells.js";
import { chooseColumns } from "./choose-columns.js";
import { classLabels, exampleWeights, textExamples } from "./classify.js";
import { decodeClassification, predictedClasses } from "./decode-classification.js";
import { classIds, readLabels } from "./labels.js";
import { scoreClassification } from "./score-classification.js";
import { softmaxCalibration } from "./softmax-calibration.js";
import type { Task, TaskOutputs } from "./task.js";
import { fittedTemperature, temperatureOf } from "./temperature.js";
import { textInputs } from "./text-inputs.js";
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
    const texts = await textInputs({ table, columns, rows });
    const targets = Int32Array.from(rows, (row) => classes[row] as number);
    const encoded = await textExamples(texts, targets, tokenizer, settings);
    const examples = encoded.map((one) => ({ ...one, row: rows[one.row] as number }));
    return {
      examples,
      references: Array.from(targets),
      notes: windowNotes(table.file, examples, settings.maxLength),
    };
  },
  targets: (examples) => ({ labels: classLabels(examples), ...exampleWeights(examples) }),
  score(outputs, settings) {
    const { logits, targets, labels, temperature } = flat(outputs);
    return {
      ...scoreClassification(logits, targets, labels, settings),
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
    const { accuracy, f1Macro } = majorityBaseline(references, labels.length);
    return { majority_accuracy: accuracy, majority_f1_macro: f1Macro };
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
    return Array.from(targets, (target, index) => {
      const byLabel = new Map(scored[index]?.map(({ label, score }) => [label, score]));
      return {
        index,
        truth: labels[target] ?? "",
        prediction: labels[predicted[index] ?? 0] ?? "",
        probabilities: labels.map((label) => byLabel.get(label) ?? 0),
      };
    });
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

function flat({ examples, outputs, references, labels, tuned }: TaskOutputs<number>) {
  const targets = Int32Array.from(references);
  const logits = textLogits(examples, outputs);
  return { logits, targets, labels, temperature: temperatureOf(tuned) };
}
