import { elementCount } from "../base/index.js";
import { families, familyOf } from "./families/families.js";
import type { ModelDefinition } from "./model-graphs.js";
import type { Parameter } from "./parameters.js";

const prefixes = new Set(Object.values(families).map(({ prefix }) => prefix));
const prefixPattern = new RegExp(`^(${[...prefixes].join("|")})\\.`);
/** Positions, and decoders of masked language models: their weights are the word table and another bias. */
const weightless =
  /(embeddings\.position_ids|(predictions|lm_head)\.decoder\.(weight|bias)|(vocab_projector|generator_lm_head)\.weight)$/;

/**
 * The name of a tensor of a weights file without the prefix of the model in a whole one, such as
 * `bert.`, and with today's names of the layer-norm weights. Undefined for tensors that hold no weights
 * of their own: positions, and the decoder of a masked language model, which is the word table again.
 */
export function plainName(fileName: string): string | undefined {
  if (weightless.test(fileName)) return undefined;
  return fileName
    .replace(prefixPattern, "")
    .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
    .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
}

/** Whether a parameter belongs to the encoder, its pooler included. */
export function isEncoderName(name: string): boolean {
  return /^(embeddings|encoder|pooler)\./.test(name);
}

/** A tensor of a weights file, and the parameters that lie in it. */
export interface FileTensor {
  /** The name that Python's transformers looks for. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Each with the number of values in front of it. */
  readonly parts: readonly { readonly parameter: string; readonly start: number }[];
}

/**
 * The tensors of the file that a model is saved in, in the order of its parameters.
 *
 * @param isWhole - whether Hugging Face has a class for encoder and head together: there the encoder
 *   stands under a prefix, such as `bert.`; else the file is an encoder's, with the head's tensors beside
 */
export function fileTensors(
  { architecture, parameters }: ModelDefinition,
  { isWhole }: { readonly isWhole: boolean },
): FileTensor[] {
  const { prefix } = familyOf(architecture);
  const tensors = new Map<string, FileTensor>();
  for (const parameter of parameters) {
    const { name: plain, shape, start } = filePlace(parameter);
    const name = isWhole && isEncoderName(parameter.name) ? `${prefix}.${plain}` : plain;
    const parts = [...(tensors.get(name)?.parts ?? []), { parameter: parameter.name, start }];
    tensors.set(name, { name, shape, parts });
  }
  return [...tensors.values()];
}

/** A parameter's tensor in a file, without a model prefix, and the values in front of it there. */
export function filePlace({ name, shape, file }: Parameter): {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
} {
  const { from, of } = file?.rows ?? { from: 0, of: shape[0] ?? 1 };
  const row = shape.slice(1);
  return { name: file?.name ?? name, shape: [of, ...row], start: from * elementCount(row) };
}
