import type { Example } from "../base/index.js";
import {
  type Aggregation,
  decodeEntities,
  encodeTexts,
  entityCrf,
  type FoundEntity,
  type FoundToken,
  type WordedText,
} from "../tasks/index.js";
import { readLength } from "./read-length.js";
import type { StoredModel } from "./stored-model.js";

export interface EntityOptions {
  /**
   * How the tokens of a word become one label: `first` where absent. `none` gives every token that is
   * not outside by itself.
   */
  readonly aggregation?: Aggregation | undefined;
  /** What `start` and `end` count: `utf16` units as JavaScript does, where absent, or code points as Python does. */
  readonly offsetUnit?: "utf16" | "codepoint" | undefined;
  /** Tokens of a window of a longer text; the directory's `model_max_length` where absent. */
  readonly maxLength?: number | undefined;
  /** Tokens that neighbouring windows share, half of a window at most; as in training, or a quarter, where absent. */
  readonly stride?: number | undefined;
}

/** The weights that a model's numbers are read with, such as a CRF's. */
export function decodingWeights({
  model,
  weights,
}: Pick<StoredModel, "model" | "weights">): Readonly<Record<string, Float32Array>> {
  const names = model.decodingWeights ?? [];
  return Object.fromEntries(names.map((name) => [name, weights.get(name) as Float32Array]));
}

type EntityModel = Pick<
  StoredModel,
  "model" | "weights" | "labels" | "tokenizer" | "maxLength" | "positions" | "encoding"
>;

/** Texts whose logits are held at once, about: one row a token and label is much for a large file. */
const TEXTS_AT_ONCE = 4096;

/**
 * The entities of each text, in Hugging Face's pipeline shape. Those of texts with words tell
 * which words they are (`words`). Long texts are read in overlapping windows; a text without words has none.
 *
 * @param texts - with their words where those are known: each has one label then, whatever the tokenizer makes of it;
 *   those of a document follow each other, and are read with its other texts around them where the model learnt so
 * @param run - gives the logits of examples, one row a token
 * @throws CLEANING_OFFSETS when the model's cleaning moves characters
 */
export async function entityPredictions(
  texts: readonly (string | WordedText)[],
  stored: EntityModel,
  run: (examples: readonly Example[]) => Promise<readonly Float32Array[]>,
  { aggregation = "first", offsetUnit = "utf16", maxLength, stride }: EntityOptions = {},
): Promise<(FoundEntity | FoundToken)[][]> {
  const { labels, tokenizer } = stored;
  const windows = {
    maxLength: readLength(maxLength, stored),
    stride: stride ?? stored.encoding.stride,
  };
  const crf = entityCrf(labels, decodingWeights(stored));
  const found: (FoundEntity | FoundToken)[][] = [];
  const seesDocuments = stored.encoding.documentContext === true;
  const all = texts.map((given): WordedText => {
    const text = typeof given === "string" ? { text: given } : given;
    return seesDocuments ? text : { ...text, document: undefined };
  });
  for (let from = 0, to = 0; from < all.length; from = to) {
    to = partEnd(all, from + TEXTS_AT_ONCE);
    const rows = all.slice(from, to).map((text, row) => ({ ...text, row, entities: [] }));
    const { examples, references } = await encodeTexts(rows, undefined, tokenizer, windows);
    const outputs = await run(examples);
    let next = 0;
    for (const [index, reference] of references.entries()) {
      const own = outputs.slice(next, next + reference.windows.length);
      next += reference.windows.length;
      found.push(
        decodeEntities(reference, own, labels, {
          aggregation,
          offsetUnit,
          crf,
          places: rows[index]?.words,
        }),
      );
    }
  }
  return found;
}

/** The first place from `at` on that is not within a document: its texts are neighbours of each other. */
function partEnd(texts: readonly WordedText[], at: number): number {
  let end = Math.min(at, texts.length);
  const document = texts[end]?.document;
  if (document === undefined || texts[end - 1]?.document !== document) return end;
  while (texts[end]?.document === document) end += 1;
  return end;
}
