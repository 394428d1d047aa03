import { float32 } from "../base/index.js";
import { regressionScores } from "../metrics/index.js";
import { textExamples } from "./classify.js";
import { chooseNumberColumns, numberCells } from "./number-columns.js";
import { NUMBER_BINS, quantileBins } from "./quantile-bins.js";
import type { Task, TaskOutputs, TaskScores } from "./task.js";
import { inputColumns, pairRole, textInputs } from "./text-inputs.js";

/** A number for a text or two, such as how much they mean the same. The reference of a row is its number. */
export const regression: Task<number> = {
  name: "regression",
  metrics: ["pearson", "spearmanr", "loss", "loss_batch_mean", "r2"],
  shownMetrics: { pearson: "Pearson", spearmanr: "Spearman" },
  truncations: ["head", "head-tail"],
  chooseColumns: chooseNumberColumns,
  textColumns: inputColumns,
  readLabels: async ({ columns }, { label }) => [columns[label] ?? "score"],
  async strata(table, { label }) {
    const bins = quantileBins(await numberCells(table, label), NUMBER_BINS);
    const count = new Set(bins).size;
    return {
      labels: Array.from(bins, (bin) => [String(bin)]),
      told: `${count} quantile bins of ${table.columns[label]}`,
    };
  },
  checkNames: ({ columns }, { text, label, more }) => ({
    textColumn: columns[text],
    textPairColumn: columns[more?.[pairRole] ?? -1],
    targetColumn: columns[label],
  }),
  async encode(part, _labels, tokenizer, settings) {
    const numbers = await numberCells(part.table, part.columns.label);
    const targets = Float32Array.from(part.rows, (row) => numbers[row] as number);
    const encoded = await textExamples(textInputs(part), targets, tokenizer, settings);
    const examples = encoded.map((one) => ({ ...one, row: part.rows[one.row] as number }));
    return {
      examples,
      references: Array.from(part.rows, (row) => numbers[row] as number),
      notes: [],
    };
  },
  targets: (examples) => ({
    labels: float32(
      [examples.length],
      Float32Array.from(examples, ({ target }) => target?.[0] ?? Number.NaN),
    ),
  }),
  score(outputs, { batchSize }) {
    const predicted = predictedNumbers(outputs);
    const squares = outputs.references.map((truth, row) => (predicted[row] as number) - truth);
    const means: number[] = [];
    for (let first = 0; first < squares.length; first += batchSize) {
      means.push(meanSquare(squares.slice(first, first + batchSize)));
    }
    return {
      loss: meanSquare(squares),
      loss_batch_mean: means.reduce((sum, mean) => sum + mean, 0) / means.length,
      ...regressionScores(outputs.references, predicted),
    };
  },
  baseline({ references }) {
    const mean = references.reduce((sum, truth) => sum + truth, 0) / references.length;
    const { mse, mae } = regressionScores(
      references,
      references.map(() => mean),
    );
    return { mean_mse: mse, mean_mae: mae };
  },
  report(outputs) {
    const scores: TaskScores = {
      ...regressionScores(outputs.references, predictedNumbers(outputs)),
      rows: outputs.references.length,
    };
    const width = Math.max(...Object.keys(scores).map((name) => name.length));
    const lines = Object.entries(scores).map(
      ([name, value]) =>
        `${name.padStart(width)}  ${Number.isInteger(value) ? value : value.toFixed(4)}`,
    );
    return `${lines.join("\n")}\n`;
  },
  evaluated(outputs) {
    const predicted = predictedNumbers(outputs);
    return outputs.references.map((truth, index) => ({
      index,
      truth: String(truth),
      prediction: String(predicted[index]),
      probabilities: [],
    }));
  },
  targetText: ({ target }) => String(target?.[0] ?? ""),
};

function predictedNumbers({ outputs }: TaskOutputs<number>): number[] {
  return outputs.map((values) => values[0] as number);
}

function meanSquare(errors: readonly number[]): number {
  return errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
}
