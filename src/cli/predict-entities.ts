import type { EntityOptions, Model } from "../prediction/index.js";
import { entityLines } from "./entity-lines.js";
import { jsonArrayLines } from "./json-array.js";

/** What is asked for of the entities. */
export interface EntityRequest extends EntityOptions {
  /** The model, as it was named. */
  readonly name: string;
  /** Whether the texts are a file's, whose cells may hold lists of words. */
  readonly areCells: boolean;
}

/** Finds entities: as JSON one array a text, else a table. */
export async function foundEntityLines(
  cells: readonly string[],
  model: Model,
  { name, areCells, ...options }: EntityRequest,
  { json, say }: { readonly json: boolean; say(text: string): void },
): Promise<string[]> {
  if (model.encoding.documentContext) {
    say(
      `${name} learnt with a document's other texts around each (--document-context); here each text is read alone`,
    );
  }
  const { wordTexts } = await import("../tasks/index.js");
  const texts = areCells ? wordTexts(cells) : cells.map((text) => ({ text }));
  const found = await model.entities(texts, options);
  const shown = texts.map(({ text }) => text);
  return json ? jsonArrayLines(found) : entityLines(shown, found);
}
