import type { Aggregation } from "./aggregations.js";
import type { Crf } from "./best-labels.js";
import { inCodePoints } from "./code-points.js";
import type { EntityReference } from "./entity-reference.js";
import { type FoundEntity, type FoundToken, foundEntities, foundTokens } from "./found-entities.js";
import { mergedLogits } from "./merged-logits.js";
import { withWords } from "./with-words.js";
import { wordLabels } from "./word-labels.js";

/** How entities are read and shown. */
export interface DecodeSettings {
  readonly aggregation?: Aggregation;
  /** What `start` and `end` count: JavaScript's units, or code points as Python does. */
  readonly offsetUnit?: "utf16" | "codepoint";
  readonly crf?: Crf | undefined;
  /** `[n * 2]` start and end of each word of the text, where it came as words: entities tell theirs then. */
  readonly places?: Int32Array | undefined;
}

/**
 * The entities of a text, in Hugging Face's pipeline shape; its tokens one by one with the aggregation
 * `none`.
 *
 * @param outputs - logits of each window, `[S * L]`, row-major
 */
export function decodeEntities(
  reference: EntityReference,
  outputs: readonly Float32Array[],
  labels: readonly string[],
  { aggregation = "first", offsetUnit = "utf16", crf, places }: DecodeSettings = {},
): (FoundEntity | FoundToken)[] {
  const logits = mergedLogits(reference, outputs, labels.length);
  const words = wordLabels(reference, logits, labels.length, { aggregation, crf });
  const found =
    aggregation === "none"
      ? foundTokens(reference, words, labels)
      : foundEntities(reference, words, labels);
  const told = places ? withWords<FoundEntity | FoundToken>(found, places) : found;
  return offsetUnit === "codepoint"
    ? inCodePoints<FoundEntity | FoundToken>(reference.text, told)
    : told;
}
