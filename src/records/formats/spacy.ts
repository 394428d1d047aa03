import type { Json } from "../../base/index.js";
import { type JsonShape, listOf, objectOf, readAll } from "./json-shape.js";
import { codePointSpansCell, type Span, spanOfList } from "./spans.js";

/** spaCy's training examples: `["text", {"entities": [[start, end, "label"]]}]`, or the two in one object. */
export const spacyShape: JsonShape = {
  format: "spacy",
  columns: ["text", "spans"],
  fits(record) {
    const { text, spans } = partsOf(record);
    if (text === undefined || spans === undefined) return false;
    return listOf(record) !== undefined || spans.length > 0;
  },
  rows(record) {
    const { text, spans } = partsOf(record);
    if (text === undefined) return 'a text, as ["text", {"entities": ...}] or under "text"';
    if (!spans) return '"entities" as a list of [start, end, "label"]';
    return [[text, codePointSpansCell(text, spans)]];
  },
};

function partsOf(record: Json): { readonly text?: string; readonly spans?: readonly Span[] } {
  const pair = listOf(record);
  const object = objectOf(pair ? pair[1] : record) ?? {};
  const text = pair ? pair[0] : object["text"];
  const list = listOf(object["entities"]);
  const spans = list && readAll(list, spanOfList);
  return { ...(typeof text === "string" && { text }), ...(spans && { spans }) };
}
