import { loadTokenizer } from "../tokenizer/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type RowPlace, rowTally } from "./finding.js";
import { type Span, spansOf } from "./spans.js";
import { tokenizerDirectory } from "./token-lengths.js";

/** Long enough never to cut. */
const WHOLE = 2 ** 24;

/**
 * Spans that begin or end inside a token of a model: its tags would say more or less than they do.
 *
 * @throws MODEL_FILE_MISSING, TOKENIZER_BROKEN
 */
export async function spanBorders(files: CheckedFiles, model: string): Promise<Collector> {
  const tokenizer = await loadTokenizer(await tokenizerDirectory(model));
  const textColumn = files.columns.indexOf(files.textColumn ?? "text");
  const { marksColumn: column = "spans" } = files;
  const spanColumn = files.columns.indexOf(column);
  const between = rowTally();
  let waiting: { text: string; spans: readonly Span[]; place: RowPlace }[] = [];
  return {
    row({ part, row, cells }: CheckedRow) {
      const spans = spansOf(cells[spanColumn]) ?? [];
      const text = cells[textColumn] ?? "";
      if (spans.length > 0) waiting.push({ text, spans, place: { part, row, column } });
    },
    async settle() {
      const texts = waiting.map(({ text }) => text);
      const encodings = await tokenizer.encode(texts, { maxLength: WHOLE, offsets: true });
      for (const [index, { offsets = new Int32Array(0) }] of encodings.entries()) {
        const { text, spans, place } = waiting[index] as (typeof waiting)[number];
        const starts = new Set(offsets.filter((_, at) => at % 2 === 0));
        const ends = new Set(offsets.filter((_, at) => at % 2 === 1));
        for (const [start, end, label] of spans) {
          if (end > text.length || (starts.has(start) && ends.has(end))) continue;
          const value = `[${start}, ${end}, ${JSON.stringify(label)}]: ${text.slice(start, end)}`;
          between.add(() => ({ ...place, value }));
        }
      }
      waiting = [];
    },
    findings: () =>
      between.count === 0
        ? []
        : [
            {
              code: "SPAN_BETWEEN_TOKENS",
              count: between.count,
              rows: between.rows,
              sentence: `${counted(between.count, "span")} ${between.count === 1 ? "begins or ends" : "begin or end"} inside a token of ${model}, or at a space`,
            },
          ],
  };
}
