import type { Json } from "../../base/index.js";
import { cellOf, type JsonShape, listOf, objectOf, readAll } from "./json-shape.js";
import { codePointSpansCell, type Span, spanOf } from "./spans.js";

/** Prodigy: `{"text", "spans": [{"start", "end", "label"}], "answer": "accept"}`. */
export const prodigyShape: JsonShape = {
  format: "prodigy",
  columns: ["text", "spans", "answer"],
  fits(record) {
    const { text, spans } = objectOf(record) ?? {};
    return typeof text === "string" && (spansOf(spans) ?? []).length > 0;
  },
  rows(record) {
    const { text, spans = [], answer } = objectOf(record) ?? {};
    if (typeof text !== "string") return 'a "text"';
    const found = spansOf(spans);
    if (!found) return '"spans" as a list of {"start", "end", "label"}';
    return [[text, codePointSpansCell(text, found), cellOf(answer)]];
  },
};

function spansOf(value: Json | undefined): Span[] | undefined {
  const list = listOf(value);
  return list && readAll(list, readSpan);
}

function readSpan(value: Json): Span | undefined {
  const { start, end, label } = objectOf(value) ?? {};
  return spanOf(start, end, label);
}
