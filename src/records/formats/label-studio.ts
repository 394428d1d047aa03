import type { Json, JsonObject } from "../../base/index.js";
import { cellOf, type JsonShape, listOf, objectOf, readAll, wholeOf } from "./json-shape.js";
import { type Span, spansCell, utf16Places } from "./spans.js";

/**
 * Label Studio's exports. JSON: `{"data": {"text"}, "annotations": [{"result": [{"value": {"start",
 * "end", "text", "labels"}}]}]}`; JSON_MIN: `{"text", "label": [{"start", "end", "text", "labels"}]}`.
 * The first annotation that was not cancelled counts; without one the spans are null. Chosen classes go to the column `label`.
 */
export const labelStudioShape: JsonShape = {
  format: "label-studio",
  columns: ["text", "spans", "label"],
  fits(record) {
    const object = objectOf(record) ?? {};
    const isFull = objectOf(object["data"]) !== undefined && annotationsOf(object) !== undefined;
    return isFull || (regionsOf(object) ?? []).length > 0;
  },
  rows(record) {
    const object = objectOf(record) ?? {};
    const annotations = annotationsOf(object);
    const text = textOf(objectOf(object["data"]) ?? object);
    if (text === undefined) return 'a text, under "data" or "text"';
    if (!annotations) {
      const regions = regionsOf(object) ?? [];
      return [[text, spansCell(regions.flatMap((region) => spansOfRegion(text, region))), null]];
    }
    const first = annotations
      .map((each) => objectOf(each) ?? {})
      .find(({ was_cancelled: isCancelled }) => isCancelled !== true);
    if (!first) return [[text, null, null]];
    const values = valuesOf(first);
    if (!values) return '"annotations" with a list "result" in each';
    const regions = values.filter(isRegion);
    const choices = values.flatMap(({ choices }) => listOf(choices) ?? []).map(cellOf);
    const spans = spansCell(regions.flatMap((region) => spansOfRegion(text, region)));
    return [[text, spans, choices.length > 1 ? JSON.stringify(choices) : (choices[0] ?? null)]];
  },
};

function annotationsOf({ annotations, completions }: JsonObject): readonly Json[] | undefined {
  return listOf(annotations) ?? listOf(completions);
}

/** What an annotation found. */
function valuesOf({ result }: JsonObject): JsonObject[] | undefined {
  const results = listOf(result);
  return results && readAll(results, (result) => objectOf(objectOf(result)?.["value"] ?? {}));
}

/** Text under its usual name, or else the only text there is. */
function textOf(data: JsonObject): string | undefined {
  const usual = data["text"];
  if (typeof usual === "string") return usual;
  const texts = Object.values(data).filter((value) => typeof value === "string");
  return texts.length === 1 ? texts[0] : undefined;
}

/** The regions of a JSON_MIN record, under whatever name the project gave them. */
function regionsOf(record: JsonObject): JsonObject[] | undefined {
  for (const value of Object.values(record)) {
    const regions = readAll(listOf(value) ?? [null], objectOf);
    if (regions && regions.length > 0 && regions.every(isRegion)) return regions;
  }
  return undefined;
}

function isRegion({ start, end, labels }: JsonObject): boolean {
  return wholeOf(start) !== undefined && wholeOf(end) !== undefined && listOf(labels) !== undefined;
}

/** A span for each label of a region. Its own text tells whether its places count code points, as newer versions do. */
function spansOfRegion(text: string, region: JsonObject): Span[] {
  const { start: from, end: to, labels, text: words } = region;
  const start = wholeOf(from) ?? 0;
  const end = wholeOf(to) ?? 0;
  const placeOf = utf16Places(text);
  const isUnits =
    text.slice(start, end) === words && text.slice(placeOf(start), placeOf(end)) !== words;
  return (listOf(labels) ?? [])
    .map(cellOf)
    .filter((label) => label !== null)
    .map((label) => (isUnits ? [start, end, label] : [placeOf(start), placeOf(end), label]));
}
