import { BerthError, type Json } from "../../base/index.js";
import type { Line } from "../files/lines.js";
import { emptyFile, type TextFile } from "../files/text-file.js";
import type { FormatName } from "../read-options.js";
import { clueNerShape } from "./cluener.js";
import { doccanoShape } from "./doccano.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";
import { jsonRecords } from "./json-records.js";
import type { JsonShape } from "./json-shape.js";
import { labelStudioShape } from "./label-studio.js";
import { parseRecord } from "./plain-json.js";
import { prodigyShape } from "./prodigy.js";
import { spacyShape } from "./spacy.js";
import { squadShape } from "./squad.js";

const shapes: readonly JsonShape[] = [
  squadShape,
  labelStudioShape,
  clueNerShape,
  prodigyShape,
  spacyShape,
  doccanoShape,
];

/** The shape that some of the first records certainly have. */
export function shapeOf(records: readonly Json[]): JsonShape | undefined {
  return shapes.find((shape) => records.some((record) => shape.fits(record)));
}

/** The shape of a format that is told by name. */
export function shapeNamed(format: FormatName | undefined): JsonShape | undefined {
  return shapes.find((shape) => shape.format === format);
}

/** The reader of a JSON file whose records are annotated texts. */
export function openShapedJson(source: TextFile, format: FormatName): FormatReader {
  if (source.head.trim() === "") throw emptyFile(source.file);
  const shape = shapeNamed(format);
  const columns = shape?.columns ?? [];
  return readerOfRows({ format, columns, notes: [], readAs: {} }, async function* () {
    for await (const records of jsonRecords(source)) {
      yield records.flatMap((record) => shapedRows(source.file, record, shape));
    }
  });
}

/** The rows of one record, or what is wrong with it. */
export function shapedRows(
  file: string,
  record: Line,
  shape: JsonShape | undefined,
): readonly ReadRow[] {
  const { line } = record;
  const value = parseRecord(file, record);
  if (value instanceof BerthError) return [{ line, cells: value }];
  const rows = shape?.rows(value) ?? [];
  if (typeof rows !== "string") return rows.map((cells) => ({ line, cells }));
  const message = `${file} line ${line}: a record of the format ${shape?.format} must have ${rows}`;
  return [{ line, cells: new BerthError("RECORD_SHAPE", message, { file, line }) }];
}
