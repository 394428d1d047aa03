import type { Json, JsonObject } from "../../base/index.js";
import { type JsonShape, listOf, objectOf, readAll } from "./json-shape.js";
import { codePointSpansCell, type Span, spanOf, spanOfList } from "./spans.js";

/** doccano: `{"text", "label": [[start, end, "label"]]}`, with `labels` in older files, or `entities` of objects. */
export const doccanoShape: JsonShape = {
  format: "doccano",
  columns: ["text", "spans"],
  fits(record) {
    const object = objectOf(record) ?? {};
    const text = object["text"] ?? object["data"];
    return typeof text === "string" && (spansOf(object) ?? []).length > 0;
  },
  rows(record) {
    const object = objectOf(record) ?? {};
    const text = object["text"] ?? object["data"];
    if (typeof text !== "string") return 'a "text"';
    const spans = spansOf(object);
    if (!spans) return '"label" as a list of [start, end, "label"]';
    return [[text, codePointSpansCell(text, spans)]];
  },
};

function spansOf({ label, labels, entities }: JsonObject): Span[] | undefined {
  const list = listOf(label ?? labels ?? entities);
  return list && readAll(list, readSpan);
}

function readSpan(value: Json): Span | undefined {
  const { start_offset: start, end_offset: end, label } = objectOf(value) ?? {};
  return spanOfList(value) ?? spanOf(start, end, label);
}
