import { availableParallelism } from "node:os";
import type { Device, EngineName, Precision } from "../engine/index.js";
import { classificationReport, confusionMatrix, majorityBaseline } from "../metrics/index.js";
import { loadModel, type WeightsChoice } from "../prediction/index.js";
import { type ReadOptions, readTable } from "../records/index.js";
import {
  chooseColumns,
  classificationExamples,
  classLabels,
  predictedClasses,
  scoreClassification,
} from "../tasks/index.js";
import { type EvaluatedRow, evaluatedRows } from "./evaluated-rows.js";
import type { Scores } from "./events.js";
import { readOptions } from "./run-data.js";
import { prefixed } from "./run-log.js";
import { startStopwatch } from "./stopwatch.js";

export interface EvaluateOptions extends Omit<ReadOptions, "limit"> {
  /** Model directory. */
  readonly model: string;
  /** Labelled rows. */
  readonly data: string;
  readonly textColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  /** The best weights of a run, in its root, or the last ones, in `last/`. */
  readonly weights?: WeightsChoice | undefined;
  /** Tokens at which texts are cut; the directory's `model_max_length` where absent. */
  readonly maxLength?: number | undefined;
  /** Rows of a batch in `eval_loss_batch_mean`; 32 where absent. */
  readonly batchSize?: number | undefined;
  readonly threads?: number | undefined;
  /** As in `loadModel`. */
  readonly engine?: EngineName | "auto" | undefined;
  readonly device?: Device | "auto" | undefined;
  readonly precision?: Precision | "auto" | undefined;
}

/** What a model gives for labelled rows. */
export interface Evaluation {
  /** Scores under `eval_` keys, with the majority baseline's beside. */
  readonly metrics: Scores;
  /** As scikit-learn prints it. */
  readonly report: string;
  /** Rows are true labels, columns predicted ones. */
  readonly confusion: readonly (readonly number[])[];
  readonly labels: readonly string[];
  /** Every row of the file, in its order. */
  readonly rows: readonly EvaluatedRow[];
}

/**
 * Scores a model on labelled rows. Class weights play no part in its loss.
 *
 * @throws the codes of the readers, and LABEL_UNKNOWN for a label that the model does not know
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { threads = availableParallelism(), weights = "best" } = options;
  const { engine = "auto", device = "auto", precision = "auto" } = options;
  const model = await loadModel(options.model, { threads, weights, engine, device, precision });
  try {
    const watch = startStopwatch();
    const { labels } = model;
    const table = await readTable(options.data, readOptions(options));
    const columns = chooseColumns(table, options);
    const maxLength = options.maxLength ?? model.maxLength;
    const examples = await classificationExamples(
      table,
      columns,
      labels,
      model.tokenizer,
      maxLength,
    );
    const targets = classLabels(examples).data;
    const logits = await model.logits(examples);
    const predicted = predictedClasses(logits, labels.length);
    const baseline = majorityBaseline(targets, labels.length);
    const scores = scoreClassification(logits, targets, labels, {
      batchSize: options.batchSize ?? 32,
    });
    return {
      metrics: {
        ...prefixed("eval_", { ...scores }),
        eval_majority_accuracy: baseline.accuracy,
        eval_majority_f1_macro: baseline.f1Macro,
        eval_samples: targets.length,
        eval_runtime: watch.total(),
      },
      report: classificationReport(targets, predicted, labels, { digits: 4 }),
      confusion: confusionMatrix(targets, predicted, labels.length),
      labels,
      rows: evaluatedRows(logits, targets, labels, (index) => ({
        row: index + 1,
        text: table.rows[index]?.[columns.text] ?? "",
      })),
    };
  } finally {
    await model.close();
  }
}
