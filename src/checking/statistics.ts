import { randomStream } from "../base/index.js";
import { type Cells, type ReadOptions, type RecordSource, readRecords } from "../records/index.js";
import { sortLabels } from "../tasks/index.js";
import { type ColumnFacts, columnCounter } from "./column-facts.js";
import { countWords } from "./count-words.js";
import { firstRows } from "./first-rows.js";
import { count, histogram, type Lengths, summary } from "./histogram.js";
import { type RowLayout, rowLayout } from "./row-layout.js";
import { type TokenFacts, tokenCounter } from "./token-lengths.js";

export interface StatisticsSettings extends ReadOptions {
  readonly textColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  /** The directory of a model whose tokens are counted; none where absent. */
  readonly model?: string | undefined;
  /** How many rows are drawn to be shown; none where absent. */
  readonly sample?: number | undefined;
  /** Seed of the sample; 42 where absent. */
  readonly seed?: number | undefined;
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/** A row of a sample. */
export interface SampledRow {
  /** Number of the record, from 1, without the header. */
  readonly record: number;
  readonly cells: Cells;
}

/** What a file holds. Plain JSON. */
export interface Statistics {
  readonly file: string;
  readonly format: string;
  readonly rows: number;
  /** Records that could not be read. */
  readonly refused: number;
  readonly columns: readonly ColumnFacts[];
  readonly textColumn: string | null;
  readonly labelColumn: string | null;
  readonly notes: readonly string[];
  /** In the order of class ids, as training numbers them. */
  readonly labels: readonly {
    readonly label: string;
    readonly rows: number;
    readonly share: number;
  }[];
  readonly words: Lengths | null;
  /** Code points. */
  readonly characters: Lengths | null;
  readonly tokens: TokenFacts | null;
  readonly sample: readonly SampledRow[];
}

/**
 * What a file of rows holds: columns, labels, lengths. The file streams, so it may be larger than
 * memory.
 *
 * @throws the codes of `readRecords`; COLUMN_MISSING; with a model those of its tokenizer
 *
 * @example
 * const { rows, columns, labels } = await dataStatistics("tweets.csv");
 */
export async function dataStatistics(
  file: string,
  settings: StatisticsSettings = {},
): Promise<Statistics> {
  const source = await readRecords(file, settings);
  const layout = rowLayout(await firstRows(source), settings);
  const { rows, ...counted } = await countRows(source, layout, settings);
  return {
    file,
    format: source.format,
    rows,
    refused: source.refusedCount,
    textColumn: layout.textColumn ?? null,
    labelColumn: layout.labelColumn ?? null,
    notes: [...source.notes, ...layout.notes],
    ...counted,
  };
}

type Counted = Pick<
  Statistics,
  "rows" | "columns" | "labels" | "words" | "characters" | "tokens" | "sample"
>;

async function countRows(
  source: RecordSource,
  layout: RowLayout,
  { model, sample = 0, seed = 42, onProgress = () => {} }: StatisticsSettings,
): Promise<Counted> {
  const tokens = model === undefined ? undefined : await tokenCounter(model);
  const columns = source.columns.map(columnCounter);
  const labels = new Map<string, number>();
  const texts = textCounter();
  const drawn = rowSample(sample, seed);
  let rows = 0;
  for await (const { firstRecord, rows: batch } of source.batches()) {
    for (const [index, cells] of batch.entries()) {
      for (const [column, counter] of columns.entries()) counter.cell(cells[column] ?? null);
      drawn.take(() => ({ record: firstRecord + index, cells }));
      const label = layout.labelOf(cells);
      if (label !== "") labels.set(label, (labels.get(label) ?? 0) + 1);
    }
    const found = batch.map(layout.textOf).filter((text) => text !== "");
    for (const text of found) texts.add(text);
    await tokens?.add(found);
    rows += batch.length;
    onProgress(rows);
  }
  return {
    rows,
    columns: columns.map((column) => column.facts()),
    labels: labelShares(labels),
    ...texts.lengths(),
    tokens: tokens?.facts() ?? null,
    sample: drawn.rows(),
  };
}

function labelShares(labels: ReadonlyMap<string, number>): Statistics["labels"] {
  const total = [...labels.values()].reduce((sum, rows) => sum + rows, 0);
  return sortLabels([...labels.keys()]).map((label) => {
    const rows = labels.get(label) ?? 0;
    return { label, rows, share: rows / total };
  });
}

function textCounter() {
  const words = new Map<number, number>();
  const characters = new Map<number, number>();
  return {
    add(text: string): void {
      count(words, countWords(text));
      count(characters, codePoints(text));
    },
    lengths: () => ({ words: lengthsOf(words), characters: lengthsOf(characters) }),
  };
}

function lengthsOf(counts: ReadonlyMap<number, number>): Lengths | null {
  return counts.size === 0 ? null : { ...summary(counts), histogram: histogram(counts) };
}

function codePoints(text: string): number {
  let surrogates = 0;
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) surrogates += 1;
  }
  return text.length - surrogates;
}

/** A seeded sample of rows that come one by one (Vitter's algorithm R), in file order. */
function rowSample(size: number, seed: number) {
  const random = randomStream(seed, "sample");
  const kept: SampledRow[] = [];
  let seen = 0;
  return {
    take(row: () => SampledRow): void {
      if (size === 0) return;
      const slot = seen < size ? seen : random.nextInteger(seen + 1);
      seen += 1;
      if (slot < size) kept[slot] = row();
    },
    rows: (): SampledRow[] => [...kept].sort((a, b) => a.record - b.record),
  };
}
