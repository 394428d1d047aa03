import type { EntityOptions, Model } from "../prediction/index.js";
import type { ReadOptions } from "../records/index.js";
import { entityLines } from "./entity-lines.js";
import { jsonArrayLines } from "./json-array.js";
import { readsAlone } from "./reads-alone.js";
import { holdsLines } from "./texts.js";
import { type TextSource, wordedTexts } from "./worded-texts.js";

/** What is asked for of the entities. */
export interface EntityRequest extends EntityOptions, TextSource {
  /** The model, as it was named. */
  readonly name: string;
}

/** Finds entities: as JSON one array a text, else a table. */
export async function foundEntityLines(
  cells: readonly string[],
  model: Model,
  { name, file, readAs, ...options }: EntityRequest,
  { json, say }: { readonly json: boolean; say(text: string): void },
): Promise<string[]> {
  const seesDocuments = model.encoding.documentContext === true;
  const documents = seesDocuments ? await documentsOf(file, readAs) : undefined;
  if (seesDocuments && documents === undefined) {
    const why = file === undefined ? "here" : `${file} has no column "document", so`;
    say(readsAlone(name, why));
  }
  const texts = await wordedTexts(cells, { file, readAs });
  const placed = documents
    ? texts.map((text, row) => ({ ...text, document: documents[row] }))
    : texts;
  const found = await model.entities(placed, options);
  const shown = texts.map(({ text }) => text);
  return json ? jsonArrayLines(found) : entityLines(shown, found);
}

/** The document of each row of a file, read once more; undefined where it tells none. */
async function documentsOf(
  file: string | undefined,
  readAs: ReadOptions,
): Promise<readonly (string | undefined)[] | undefined> {
  if (file === undefined || holdsLines(file, readAs)) return undefined;
  const { readTable } = await import("../records/index.js");
  const { entityDocuments } = await import("../tasks/index.js");
  return entityDocuments(await readTable(file, readAs));
}
