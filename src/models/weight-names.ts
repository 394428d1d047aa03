import type { BertArchitecture } from "./architecture.js";
import { families, familyOf } from "./families/families.js";

const prefixes = new Set(Object.values(families).map(({ prefix }) => prefix));
const prefixPattern = new RegExp(`^(${[...prefixes].join("|")})\\.`);

/**
 * The name under which Berth knows a tensor of a weights file: without the prefix of the model in a
 * whole one, such as `bert.`, and with today's names of the layer-norm weights. Undefined for tensors
 * that hold no weights.
 */
export function parameterName(fileName: string): string | undefined {
  if (fileName.endsWith("embeddings.position_ids")) return undefined;
  return fileName
    .replace(prefixPattern, "")
    .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
    .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
}

/** Whether a parameter belongs to the encoder, its pooler included. */
export function isEncoderName(name: string): boolean {
  return /^(embeddings|encoder|pooler)\./.test(name);
}

/**
 * The name of a parameter in a file: the one that Python's transformers looks for.
 *
 * @param isWhole - whether Hugging Face has a class for encoder and head together: there the encoder
 *   stands under a prefix, such as `bert.`; else the file is an encoder's, with the head's tensors beside
 */
export function fileName(
  name: string,
  architecture: BertArchitecture,
  { isWhole }: { readonly isWhole: boolean },
): string {
  return isWhole && isEncoderName(name) ? `${familyOf(architecture).prefix}.${name}` : name;
}
