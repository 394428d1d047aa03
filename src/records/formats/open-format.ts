import { fileKind } from "../files/file-kind.js";
import { openTextFile, type TextFile } from "../files/text-file.js";
import type { FormatName, ReadOptions } from "../read-options.js";
import { openConll } from "./conll.js";
import { openDelimited } from "./delimited.js";
import { detectFormat } from "./detect-format.js";
import { openFastText } from "./fasttext.js";
import type { FormatReader } from "./format-reader.js";
import { openShapedJson } from "./json-shapes.js";
import { isParquet, openParquet } from "./parquet.js";
import { openPlainJson } from "./plain-json.js";
import { openPlainText } from "./plain-text.js";
import { openTextFolder } from "./text-folder.js";

type Open = (
  source: TextFile,
  format: FormatName,
  options: ReadOptions,
) => FormatReader | Promise<FormatReader>;

const opens: Readonly<Record<Exclude<FormatName, "parquet" | "text-folder">, Open>> = {
  csv: openDelimited,
  tsv: openDelimited,
  json: openPlainJson,
  jsonl: openPlainJson,
  squad: openShapedJson,
  doccano: openShapedJson,
  spacy: openShapedJson,
  prodigy: openShapedJson,
  "label-studio": openShapedJson,
  cluener: openShapedJson,
  conll: openConll,
  fasttext: openFastText,
  text: openPlainText,
};

/** Opens a file in the format that the options name, or that its name and content tell. */
export async function openFormat(file: string, options: ReadOptions): Promise<FormatReader> {
  const { format } = options;
  const kind = await fileKind(file);
  if (kind === "folder" || format === "text-folder") return openTextFolder(file, kind, options);
  if (format === "parquet" || (await isParquet(file))) return openParquet(file, options);
  const source = await openTextFile(file, options.encoding);
  const found = format === undefined ? await detectFormat(source) : { format, notes: [] };
  const reader = await opens[found.format](source, found.format, options);
  return {
    ...reader,
    notes: [...source.notes, ...found.notes, ...reader.notes],
    readAs: { ...reader.readAs, encoding: source.encoding },
    bytesRead: () => source.bytesRead,
  };
}
