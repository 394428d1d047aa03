import { type Example, float32, int32, type TensorData, unreachable } from "../base/index.js";
import type { Table } from "../records/index.js";
import type { TextInput, Tokenizer } from "../tokenizer/index.js";
import { classIds } from "./labels.js";
import { type LongTextSettings, readLongTexts } from "./long-texts.js";
import { requireTexts } from "./required-texts.js";
import type { TaskColumns } from "./task.js";
import { inputColumns, textInputs } from "./text-inputs.js";

/**
 * Every row of a table as an example, in file order.
 *
 * @param columns - with a second text the two are read together; without a label column the examples have no target
 * @param labels - the labels in the order of their class ids
 * @param maxLength - tokens at which texts are cut, special tokens included
 * @returns one example a row; `target` is `[1]`, the class id
 * @throws TEXT_EMPTY, LABEL_EMPTY, LABEL_UNKNOWN, each at the first such row
 *
 * @example
 * const columns = chooseColumns(table);
 * const labels = await readLabels(table, columns.label);
 * const examples = await classificationExamples(table, columns, labels, tokenizer, 128);
 */
export async function classificationExamples(
  table: Table,
  columns: Pick<TaskColumns, "text" | "more"> & { readonly label?: number },
  labels: readonly string[],
  tokenizer: Tokenizer,
  maxLength: number,
): Promise<Example[]> {
  await requireTexts(table, inputColumns(columns));
  const texts = textInputs({ table, columns, rows: Int32Array.from(table.rows.keys()) });
  const classes =
    columns.label === undefined ? undefined : await classIds(table, columns.label, labels);
  return textExamples(texts, classes, tokenizer, { maxLength });
}

/**
 * Texts as examples, an empty one too: cleaning may leave nothing of a text. The row of each is the place of its text.
 *
 * @param targets - one a text, which each of its examples has. Windows have weights beside, which make up 1 for each text
 * @throws SETTING_UNFIT as `readLongTexts` does
 */
export async function textExamples(
  texts: readonly TextInput[],
  targets: Int32Array | Float32Array | undefined,
  tokenizer: Tokenizer,
  settings: LongTextSettings,
): Promise<Example[]> {
  const read = await readLongTexts(texts, tokenizer, settings);
  return read.flatMap((pieces, row) =>
    pieces.map((tokens) => ({
      row,
      ...tokens,
      ...(targets && { target: targets.subarray(row, row + 1) }),
      ...(targets && settings.truncation === "windows" && { weight: 1 / pieces.length }),
    })),
  );
}

/** `[n]` weights of a batch's examples, under the name of the loss's input; nothing where all count the same. */
export function exampleWeights(examples: readonly Example[]): Readonly<Record<string, TensorData>> {
  if (examples.every(({ weight }) => weight === undefined)) return {};
  const weights = Float32Array.from(examples, ({ weight = 1 }) => weight);
  return { example_weights: float32([weights.length], weights) };
}

/** The class ids of a batch, `[n]` int32: what the loss compares the logits with. */
export function classLabels(
  examples: readonly Example[],
): TensorData & { readonly data: Int32Array } {
  const ids = Int32Array.from(
    examples,
    ({ target, row }) => target?.[0] ?? unreachable(`row ${row} has no class id`),
  );
  return { ...int32([ids.length], ids), data: ids };
}
