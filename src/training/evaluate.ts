import { availableParallelism } from "node:os";
import type { JsonObject } from "../base/index.js";
import type { Device, EngineName, Precision } from "../engine/index.js";
import { confusionMatrix } from "../metrics/index.js";
import {
  loadModel,
  type Model,
  readLength,
  taskKinds,
  type WeightsChoice,
} from "../prediction/index.js";
import { type ReadOptions, readTable } from "../records/index.js";
import { requiredTexts, requireTexts, temperatureOf, withFeatures } from "../tasks/index.js";
import { evaluatedColumns } from "./evaluated-columns.js";
import { type EvaluatedRow, evaluatedRows } from "./evaluated-rows.js";
import type { Scores } from "./events.js";
import { readOptions } from "./run-data.js";
import { prefixed } from "./run-log.js";
import { startStopwatch } from "./stopwatch.js";

export interface EvaluateOptions extends Omit<ReadOptions, "limit"> {
  /** A model directory, or the name of a model on the hub. */
  readonly model: string;
  /** Branch, tag or commit of a model of the hub; `main` where absent. */
  readonly revision?: string | undefined;
  /** Labelled rows. */
  readonly data: string;
  readonly textColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  readonly textPairColumn?: string | undefined;
  /** As the model was trained where absent. */
  readonly stride?: number | undefined;
  readonly nBest?: number | undefined;
  readonly maxAnswerLength?: number | undefined;
  /** In place of the threshold that was tuned in training, if one was. */
  readonly noAnswerThreshold?: number | undefined;
  /** In place of the thresholds of a multi-label model. */
  readonly threshold?: number | undefined;
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
  /** The scores in detail, as text. */
  readonly report: string;
  /** Rows are true labels, columns predicted ones; empty where rows have no single label. */
  readonly confusion: readonly (readonly number[])[];
  readonly labels: readonly string[];
  /** What was left out or cut, in sentences. */
  readonly notes: readonly string[];
  /** The rows of the file that were scored, in its order: those that nobody labelled are left out. */
  readonly rows: readonly EvaluatedRow[];
}

/**
 * Scores a model on labelled rows. Class weights play no part in its loss.
 *
 * @throws the codes of the readers, HEAD_MISSING, and LABEL_UNKNOWN for a label that the model does not know; USAGE where a second
 *   text is named for a run that was trained on one
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { threads = availableParallelism(), weights = "best" } = options;
  const { engine = "auto", device = "auto", precision = "auto" } = options;
  const { revision } = options;
  const model = await loadModel(options.model, {
    threads,
    weights,
    engine,
    device,
    precision,
    revision,
  });
  try {
    const watch = startStopwatch();
    // A model without a head is refused as such: it knows no label either.
    await model.outputs([]);
    const { task } = taskKinds[model.task];
    const table = await readTable(options.data, readOptions(options));
    const columns = evaluatedColumns(table, model, options);
    const takesAny = model.labels.length === 0 && task.takesLabelsOfFile === true;
    const labels = takesAny ? await task.readLabels(table, columns) : model.labels;
    const maxLength = readLength(options.maxLength, model);
    const rows = Int32Array.from(table.rows.keys());
    await requireTexts(table, requiredTexts(task, columns));
    const encoded = await task.encode({ table, columns, rows }, labels, model.tokenizer, {
      ...model.encoding,
      ...givenSettings(options),
      maxLength,
    });
    const outputs = {
      ...encoded,
      labels,
      weights: model.decodingWeights,
      outputs: await model.outputs(
        await withFeatures(encoded.examples, model.features, { table, rows }),
      ),
      tuned: tunedOrGiven(model, options),
    };
    const scores = task.score(outputs, { batchSize: options.batchSize ?? 32 });
    const temperature = temperatureOf(outputs.tuned);
    const evaluated = evaluatedRows(task, outputs, (index) => ({
      row: index + 1,
      text: table.rows[index]?.[columns.text] ?? "",
    }));
    return {
      metrics: {
        ...prefixed("eval_", scores),
        ...prefixed("eval_", task.baseline(outputs)),
        ...(temperature !== undefined && { temperature }),
        eval_samples: evaluated.length,
        eval_runtime: watch.total(),
      },
      report: task.report(outputs),
      confusion: confusionOf(evaluated, labels),
      labels,
      notes: [
        ...(model.tokenizer.note === undefined ? [] : [model.tokenizer.note]),
        ...(table.notes ?? []),
        ...columns.notes,
        ...encoded.notes,
      ],
      rows: evaluated,
    };
  } finally {
    await model.close();
  }
}

/** What was decided in training, or in its place by the user. */
function tunedOrGiven(
  { tuned, labels }: Pick<Model, "tuned" | "labels">,
  { noAnswerThreshold, threshold }: EvaluateOptions,
): JsonObject | undefined {
  const given = {
    ...(noAnswerThreshold !== undefined && { noAnswerThreshold }),
    ...(threshold !== undefined && { thresholds: labels.map(() => threshold) }),
  };
  return Object.keys(given).length === 0 ? tuned : { ...tuned, ...given };
}

/** What was asked otherwise than in training. */
function givenSettings({ stride, nBest, maxAnswerLength }: EvaluateOptions) {
  return {
    ...(stride !== undefined && { stride }),
    ...(nBest !== undefined && { nBest }),
    ...(maxAnswerLength !== undefined && { maxAnswerLength }),
  };
}

function confusionOf(rows: readonly EvaluatedRow[], labels: readonly string[]): number[][] {
  const truth = rows.map((row) => labels.indexOf(row.truth));
  const predicted = rows.map((row) => labels.indexOf(row.prediction));
  if ([...truth, ...predicted].some((id) => id < 0)) return [];
  return confusionMatrix(truth, predicted, labels.length);
}
