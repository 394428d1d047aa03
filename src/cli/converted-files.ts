import { BerthError } from "../base/index.js";
import type { ReadOptions } from "../records/index.js";
import { choice } from "../training/setting.js";
import { readFlag } from "./command.js";

/** What is written, piece by piece, and afterwards how many rows it was. */
export interface ConvertedFile {
  readonly format: string;
  readonly content: AsyncIterable<string | Uint8Array>;
  rows(): number;
}

/** Who is told what is said, and how many rows are read. */
interface Told {
  say(text: string): void;
  onProgress(rows: number): void;
}

/**
 * The rows of a file in another format.
 *
 * @throws the codes of the readers; the first faulty record is an error: half a file is not what was
 * asked for
 */
export async function tableContent(
  file: string,
  output: string,
  { to, ...options }: ReadOptions & { readonly to?: string | undefined },
  { say, onProgress }: Told,
): Promise<ConvertedFile> {
  const { annotatedSource, convertedContent, readRecords, writtenFormat, writtenFormats } =
    await import("../records/index.js");
  const format = readFlag("--to", to, choice(writtenFormats)) ?? writtenFormat(output);
  const { source, note: leftOut } = await annotatedSource(await readRecords(file, options));
  for (const note of [...source.notes, ...(leftOut === undefined ? [] : [leftOut])]) say(note);
  let count = 0;
  const counting = {
    ...source,
    async *batches() {
      count = 0;
      for await (const batch of source.batches()) {
        count += batch.rows.length;
        onProgress(count);
        yield batch;
      }
      const [refused] = source.refused;
      if (refused) throw refused.reason;
    },
  };
  return { format, content: convertedContent(counting, format), rows: () => count };
}

interface TfRecordOptions extends ReadOptions {
  readonly model?: string | undefined;
  readonly maxLength?: number | undefined;
  readonly textColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
}

/** Tokens of a TFRecord's rows where the user names no number: that of Google's BERT. */
const USUAL_LENGTH = 128;

/**
 * The rows of a file as the features of BERT; two texts are read together where their columns have the names of a pair.
 *
 * @throws USAGE without a model; the codes of the readers, the task and the tokenizer
 */
export async function tfRecordContent(
  file: string,
  { model, maxLength = USUAL_LENGTH, textColumn, labelColumn, ...options }: TfRecordOptions,
  { say, onProgress }: Told,
): Promise<ConvertedFile> {
  if (model === undefined) {
    const message = "--model: a TFRecord holds the tokens of a model; name it";
    throw new BerthError("USAGE", message, { flag: "--model" });
  }
  const { readTable } = await import("../records/index.js");
  const {
    chooseColumns,
    choosePairColumns,
    classificationExamples,
    pairByName,
    readLabels,
    tfRecords,
  } = await import("../tasks/index.js");
  const { loadTokenizer } = await import("../tokenizer/index.js");
  const { resolveModel } = await import("../directory/index.js");
  const { directory } = await resolveModel(model, { needs: "tokenizer" });
  const tokenizer = await loadTokenizer(directory);
  const table = await readTable(file, options, onProgress);
  // A text that is named is read alone.
  const readsPairs = textColumn === undefined && pairByName(table) !== undefined;
  const choose = readsPairs ? choosePairColumns : chooseColumns;
  const columns = choose(table, { textColumn, labelColumn });
  for (const note of [...(table.notes ?? []), ...columns.notes]) say(note);
  const labels = await readLabels(table, columns.label);
  say(`label_ids: ${labels.map((label, id) => `${id} ${label}`).join(", ")}`);
  const examples = await classificationExamples(table, columns, labels, tokenizer, maxLength);
  const { pad } = tokenizer.specialIds;
  return {
    format: "tfrecord",
    content: (async function* () {
      let written = 0;
      for (const record of tfRecords(examples, maxLength, pad)) {
        yield record;
        onProgress?.(++written);
      }
    })(),
    rows: () => examples.length,
  };
}
