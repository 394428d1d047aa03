import { BerthError } from "../../base/index.js";
import { entityReport, entityScores } from "../../metrics/index.js";
import { columnGroups, isUntold, type Table } from "../../records/index.js";
import { strideNote } from "../shared-tokens.js";
import type { EncodeSettings, Task, TaskColumns, TaskOutputs } from "../task.js";
import type { Crf } from "./best-labels.js";
import { type EncodedTexts, encodeTexts } from "./encode-texts.js";
import type { Entity } from "./entity.js";
import { entityColumns } from "./entity-columns.js";
import type { EntityReference } from "./entity-reference.js";
import { readTexts, scoreEntities } from "./score-entities.js";
import { entityTypes, requireTypes, taggedRow, wordsRole } from "./tagged-rows.js";
import { labelMoves, labelsOfTypes, tagOf } from "./tags.js";
import { UNLABELLED, wordsOf } from "./token-labels.js";
import { tokenTargets } from "./token-targets.js";

/** Named entities: a label of IOB2 for each word. */
export const ner: Task<EntityReference> = {
  name: "ner",
  readsPlaces: true,
  metrics: [
    ...["f1", "loss", "loss_batch_mean", "accuracy", "precision", "recall"],
    ...["f1_macro", "f1_weighted", "f1_strict"],
  ],
  shownMetrics: { precision: "precision", recall: "recall", f1: "entity F1" },
  chooseColumns: entityColumns,
  async readLabels(table, columns) {
    const types = await entityTypes(table, columns);
    if (types.length > 0) return labelsOfTypes(types);
    const column = table.columns[columns.label] as string;
    throw new BerthError(
      "ENTITIES_MISSING",
      `${table.file}: column "${column}" must mark at least one entity; no row does. Choose the right column with --label-column.`,
      { file: table.file, column },
    );
  },
  checkNames: ({ columns }, { text, label, more }) => ({
    textColumn: columns[text],
    marks: { kind: more?.[wordsRole] === undefined ? "spans" : "tags", column: columns[label] },
  }),
  strata: async () => undefined,
  labelledRows: (table, columns) =>
    Int32Array.from(table.rows.keys()).filter((row) => !isUnmarked(table, columns, row)),
  // A text that is read with its document's others must have them beside it.
  groups(table, { more }, { documentContext }) {
    const column = documentContext ? table.columns[more?.["document"] ?? -1] : undefined;
    const documents = column === undefined ? [] : columnGroups(table, column);
    return new Set(documents).size > 1 ? documents : undefined;
  },
  async encode({ table, columns, rows }, labels, tokenizer, settings) {
    const known = new Set(labels.map((label) => tagOf(label).type).filter((type) => type !== ""));
    const document = settings.documentContext
      ? documentColumn(table.file, columns.more)
      : undefined;
    const leftOut = { overlapping: 0, blank: 0 };
    const texts = [];
    const places: number[] = [];
    for (const [place, row] of rows.entries()) {
      if (isUnmarked(table, columns, row)) continue;
      places.push(place);
      const tagged = await taggedRow(table, columns, row);
      await requireTypes(table, columns, row, tagged, known);
      leftOut.overlapping += tagged.overlapping ?? 0;
      leftOut.blank += tagged.blank ?? 0;
      const name = document === undefined ? undefined : table.rows[row]?.[document];
      // An empty name tells no document.
      texts.push({ ...tagged, row, document: name || undefined });
    }
    const encoded = await encodeTexts(texts, labels, tokenizer, settings);
    const unmarked = rows.length - texts.length;
    if (unmarked > 0 && texts.length === 0) throw noneMarked(table, columns.label);
    const references = encoded.references.map((reference, index) => ({
      ...reference,
      place: places[index] as number,
    }));
    const notes = [
      ...(unmarked > 0 ? [unmarkedNote(table.file, unmarked)] : []),
      ...notesOf(table.file, encoded, leftOut, settings),
      ...(isCut(encoded) ? [await strideNote(tokenizer, settings)] : []),
    ].filter((note) => note !== undefined);
    return { examples: encoded.examples, references, notes };
  },
  targets: tokenTargets,
  score: (outputs, settings) => {
    const crf = crfOf(outputs);
    return scoreEntities(readTexts(outputs, crf), outputs.labels, settings, crf);
  },
  baseline({ references, labels }) {
    const outside = labels.indexOf("O");
    // By the first token of each word, as accuracy is: others may be labelled too.
    const truth = references.flatMap(({ labels: all, words: ofTokens }) =>
      wordsOf(ofTokens).map(({ first }) => all?.[first] ?? UNLABELLED),
    );
    const words = truth.filter((label) => label !== UNLABELLED);
    const right = words.filter((label) => label === outside).length;
    return { outside_accuracy: words.length === 0 ? 0 : right / words.length };
  },
  report(outputs) {
    const texts = readTexts(outputs, crfOf(outputs));
    const scores = entityScores(
      texts.map(({ reference }) => reference.entities),
      texts.map(({ found }) => found),
    );
    return entityReport(scores, { digits: 4 });
  },
  evaluated: (outputs) =>
    readTexts(outputs, crfOf(outputs)).map(
      ({ reference: { text, entities, place }, found }, index) => ({
        index: place ?? index,
        truth: entitiesText(text, entities),
        prediction: entitiesText(text, found),
        probabilities: [],
      }),
    ),
  targetText: ({ target }, labels) =>
    Array.from(target ?? [], (label) => labels[label] ?? "-").join(" "),
};

/** Whether nobody said what the entities of a row's text are. */
function isUnmarked({ format, rows }: Table, { label, more }: TaskColumns, row: number): boolean {
  return more?.[wordsRole] === undefined && isUntold(format, rows[row]?.[label]);
}

const unmarkedNote = (file: string, count: number): string =>
  `${file}: ${count.toLocaleString("en")} ${count === 1 ? "row without spans, which nobody annotated, is" : "rows without spans, which nobody annotated, are"} left out.`;

function noneMarked({ file, columns }: Table, label: number): BerthError {
  const column = columns[label] as string;
  const message = `${file}: column "${column}" must tell the spans of at least one row; nobody annotated these. Annotate them, or choose the right column with --label-column.`;
  return new BerthError("ENTITIES_MISSING", message, { file, column });
}

/** The CRF among the weights that a model's numbers are read with. */
function crfOf({ labels, weights }: TaskOutputs<EntityReference>): Crf | undefined {
  return entityCrf(labels, weights);
}

/** The CRF of a model out of its weights `crf.*`; undefined where it has none. */
export function entityCrf(
  labels: readonly string[],
  weights: Readonly<Record<string, Float32Array>> = {},
): Crf | undefined {
  const {
    "crf.transitions": transitions,
    "crf.start_transitions": starts,
    "crf.end_transitions": ends,
  } = weights;
  if (!transitions || !starts || !ends) return undefined;
  return { moves: labelMoves(labels), transitions, starts, ends };
}

function documentColumn(file: string, more: Readonly<Record<string, number>> | undefined): number {
  const column = more?.["document"];
  if (column !== undefined) return column;
  throw new BerthError(
    "COLUMN_MISSING",
    `${file}: --document-context needs a column "document" that tells which rows belong together; there is none. CoNLL files have one where -DOCSTART- lines open documents.`,
    { file, column: "document" },
  );
}

const isCut = ({ references }: EncodedTexts): boolean =>
  references.some(({ windows }) => windows.length > 1);

function notesOf(
  file: string,
  { widened, lost, empty, examples, references }: EncodedTexts,
  { overlapping, blank }: Readonly<Record<"overlapping" | "blank", number>>,
  { maxLength }: EncodeSettings,
): string[] {
  const long = references.filter(({ windows }) => windows.length > 1).length;
  const counted = (count: number, one: string, many: string): string =>
    `${file}: ${count.toLocaleString("en")} ${count === 1 ? one : many}`;
  return [
    overlapping > 0 &&
      `${counted(overlapping, "span overlaps", "spans overlap")} a longer one and ${overlapping === 1 ? "is" : "are"} left out: a word has one label.`,
    blank > 0 &&
      `${counted(blank, "span marks", "spans mark")} nothing but spaces and ${blank === 1 ? "is" : "are"} left out.`,
    widened > 0 &&
      `${counted(widened, "entity begins or ends", "entities begin or end")} inside a word; the whole word is taught.`,
    lost > 0 &&
      `${counted(lost, "entity has", "entities have")} no word of ${lost === 1 ? "its" : "their"} own and cannot be taught.`,
    empty > 0 &&
      `${counted(empty, "row has", "rows have")} no words; nothing is learnt from ${empty === 1 ? "it" : "them"}.`,
    long > 0 &&
      `${counted(long, "text is", "texts are")} longer than ${maxLength} tokens and read in overlapping windows, ${examples.length.toLocaleString("en")} in all.`,
  ].filter((note) => note !== false);
}

/** Entities as people read them: `Ada (PER); Paris (LOC)`. */
function entitiesText(text: string, entities: readonly Entity[]): string {
  return entities.map(({ type, start, end }) => `${text.slice(start, end)} (${type})`).join("; ");
}
