import type { BertArchitecture } from "./architecture.js";
import { familyOf } from "./families/families.js";

/** Heads that Hugging Face has a class for in every family, as the class's name ends. */
export type HeadClass =
  | "SequenceClassification"
  | "TokenClassification"
  | "QuestionAnswering"
  | "MultipleChoice"
  | "MaskedLM";

/**
 * Hugging Face's class of an encoder with a head.
 *
 * @example
 * headClass(architecture, "TokenClassification"); // "BertForTokenClassification"
 */
export function headClass(architecture: BertArchitecture, head: HeadClass): string {
  return `${familyOf(architecture).className}For${head}`;
}

/** Hugging Face's class of the encoder alone, such as `BertModel`. */
export function encoderClass(architecture: BertArchitecture): string {
  return `${familyOf(architecture).className}Model`;
}

/** Key of `config.json` that holds the number of layers. */
export function layerCountKey(architecture: BertArchitecture): string {
  return familyOf(architecture).layerCountKey;
}

/** Hugging Face's class of the tokenizer that comes with the family. */
export function tokenizerClass(architecture: BertArchitecture): string {
  return familyOf(architecture).tokenizerClass;
}
