import type { Json } from "../../base/index.js";
import { type JsonShape, listOf, objectOf, wholeOf } from "./json-shape.js";
import { codePointSpansCell, type Span } from "./spans.js";

/** CLUENER2020: `{"text", "label": {type: {entity: [[start, end]]}}}`; an end is the last character's place. */
export const clueNerShape: JsonShape = {
  format: "cluener",
  columns: ["text", "spans"],
  fits(record) {
    const { text, label } = objectOf(record) ?? {};
    const types = Object.values(objectOf(label) ?? {});
    return typeof text === "string" && types.length > 0 && spansOf(label) !== undefined;
  },
  rows(record) {
    const { text, label } = objectOf(record) ?? {};
    if (typeof text !== "string") return 'a "text"';
    if (label === undefined || label === null) return [[text, null]];
    const spans = spansOf(label);
    if (!spans) return '"label" as {type: {entity: [[start, end], ...]}}';
    return [[text, codePointSpansCell(text, spans)]];
  },
};

function spansOf(label: Json | undefined): Span[] | undefined {
  const types = objectOf(label);
  if (!types) return undefined;
  const spans: Span[] = [];
  for (const [type, entities] of Object.entries(types)) {
    const places = Object.values(objectOf(entities) ?? { none: null });
    for (const place of places.flatMap((each) => listOf(each) ?? [null])) {
      const [start, end] = (listOf(place) ?? []).map(wholeOf);
      if (start === undefined || end === undefined) return undefined;
      spans.push([start, end + 1, type]);
    }
  }
  return spans;
}
