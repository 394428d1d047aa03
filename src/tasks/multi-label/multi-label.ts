import { float32 } from "../../base/index.js";
import {
  f1Threshold,
  f1Thresholds,
  multiLabelReport,
  multiLabelScores,
} from "../../metrics/index.js";
import { chooseColumns } from "../choose-columns.js";
import { textExamples } from "../classify.js";
import { choosePairColumns } from "../pair-columns.js";
import type { Task } from "../task.js";
import { temperatureOf } from "../temperature.js";
import { inputColumns, pairRole, textInputs } from "../text-inputs.js";
import { binaryLosses } from "./binary-losses.js";
import { labelCalibration, labelTemperature } from "./label-calibration.js";
import { labelLogOdds } from "./label-log-odds.js";
import { labelSetIds, readLabelSets, readSetLabels } from "./label-sets.js";
import { labelCells } from "./multi-label-outputs.js";
import { positiveWeights } from "./positive-weights.js";

/** Any number of labels a text. The reference of a row is its label ids, ascending. */
export const multiLabel: Task<Int32Array> = {
  name: "multi-label",
  metrics: [
    ...["f1", "loss", "loss_batch_mean", "f1_macro", "f1_weighted", "f1_samples"],
    ...["precision", "recall", "accuracy"],
  ],
  shownMetrics: { f1: "micro F1", f1_macro: "macro F1" },
  hasLabelSets: true,
  tunesDecisions: true,
  truncations: ["head", "head-tail"],
  chooseColumns: (table, names) =>
    (names.readsPairs ? choosePairColumns : chooseColumns)(table, names),
  textColumns: inputColumns,
  readLabels: async (table, { label }, given) => given ?? readSetLabels(table, label),
  strata: async (table, { label }) => ({
    labels: await readLabelSets(table, label),
    told: `label sets of ${table.columns[label]}`,
  }),
  checkNames: ({ columns }, { text, label, more }) => ({
    textColumn: columns[text],
    textPairColumn: columns[more?.[pairRole] ?? -1],
    targetColumn: columns[label],
  }),
  async encode(part, labels, tokenizer, settings) {
    const sets = await labelSetIds(part.table, part.columns.label, labels);
    const encoded = await textExamples(textInputs(part), undefined, tokenizer, settings);
    const references = Array.from(part.rows, (row) => sets[row] as Int32Array);
    const examples = encoded.map((example) => {
      const target = new Float32Array(labels.length);
      for (const id of references[example.row] as Int32Array) target[id] = 1;
      return { ...example, row: part.rows[example.row] as number, target };
    });
    return { examples, references, notes: [] };
  },
  targets(examples) {
    const width = examples[0]?.target?.length ?? 0;
    const cells = new Float32Array(examples.length * width);
    for (const [row, { target }] of examples.entries()) cells.set(target ?? [], row * width);
    return { labels: float32([examples.length, width], cells) };
  },
  positiveWeights,
  headBias: labelLogOdds,
  score(outputs, settings) {
    const { truth, prediction } = labelCells(outputs);
    return {
      ...binaryLosses(outputs, truth, settings),
      ...multiLabelScores(truth, prediction, outputs.labels.length),
      ...(temperatureOf(outputs.tuned) !== undefined && labelCalibration(outputs)),
    };
  },
  tune(outputs, { threshold, calibrate }) {
    const calibration = calibrate ? { temperature: labelTemperature(outputs) } : {};
    // Thresholds are of the probabilities that are shown.
    const { truth, probabilities } = labelCells({ ...outputs, tuned: calibration });
    const count = outputs.labels.length;
    if (threshold === "tune-per-label") {
      return { ...calibration, thresholds: f1Thresholds(truth, probabilities, count) };
    }
    const one = threshold === "tune" ? f1Threshold(truth, probabilities) : threshold;
    return { ...calibration, thresholds: new Array<number>(count).fill(one) };
  },
  baseline({ references, labels }) {
    const counts = labels.map(() => 0);
    for (const ids of references) for (const id of ids) counts[id] = (counts[id] as number) + 1;
    const most = counts.indexOf(Math.max(...counts));
    const { truth } = labelCells({ references, labels, outputs: [], examples: [], notes: [] });
    const always = truth.map((_, cell) => Number(cell % labels.length === most));
    const { f1, f1_macro } = multiLabelScores(truth, always, labels.length);
    return { majority_f1: f1, majority_f1_macro: f1_macro };
  },
  report(outputs) {
    const { truth, prediction } = labelCells(outputs);
    return multiLabelReport(truth, prediction, outputs.labels, { digits: 4 });
  },
  evaluated(outputs) {
    const { labels, references } = outputs;
    const { probabilities, prediction } = labelCells(outputs);
    const named = (ids: Iterable<number>): string =>
      JSON.stringify(Array.from(ids, (id) => labels[id] ?? ""));
    return references.map((ids, index) => {
      const first = index * labels.length;
      return {
        index,
        truth: named(ids),
        prediction: named([...labels.keys()].filter((label) => prediction[first + label] === 1)),
        probabilities: Array.from(probabilities.subarray(first, first + labels.length)),
      };
    });
  },
  targetText: ({ target }, labels) =>
    JSON.stringify(labels.filter((_, label) => target?.[label] === 1)),
};
