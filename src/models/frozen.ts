import { BerthError } from "../base/index.js";
import type { BertArchitecture } from "./architecture.js";
import { isKeyBias, type Parameter, skippedPositionRows } from "./parameters.js";

/** Which parts of an encoder are not trained. */
export interface Frozen {
  readonly embeddings: boolean;
  readonly layers: ReadonlySet<number>;
  /** The whole encoder with its pooler: only the head is trained. */
  readonly encoder: boolean;
}

const nothing: Frozen = { embeddings: false, layers: new Set(), encoder: false };

/**
 * Reads `--freeze`: `encoder`, or a list of `embeddings`, layer numbers and ranges counted from 0.
 *
 * @throws FREEZE_UNKNOWN when a part is not one of these or names a layer the model lacks
 * @throws LAYERS_SHARED when layers are named whose weights other layers share
 *
 * @example
 * parseFrozen("embeddings,0-3", architecture); // embeddings and the first four of six layers
 */
export function parseFrozen(
  text: string | undefined,
  { layerCount, layerGroups }: Pick<BertArchitecture, "layerCount" | "layerGroups">,
): Frozen {
  if (text === undefined) return nothing;
  const parts = text.split(",").map((part) => part.trim());
  if (parts.includes("encoder")) {
    return { embeddings: true, layers: new Set(range(0, layerCount - 1)), encoder: true };
  }
  const layers = parts
    .filter((part) => part !== "embeddings")
    .flatMap((part) => layerRange(part, layerCount));
  const sparesSome = new Set(layers).size < layerCount;
  if (layers.length > 0 && sparesSome && layerGroups !== undefined) {
    throw new BerthError(
      "LAYERS_SHARED",
      `--freeze ${text}: the layers of this model share their weights, so one cannot be frozen without the others. Freeze embeddings, or encoder`,
      { value: text, layerCount, layerGroups },
    );
  }
  return { embeddings: parts.includes("embeddings"), layers: new Set(layers), encoder: false };
}

/** The encoder without its pooler, as `parseFrozen` reads it. */
export const encoderWithoutPooler = (layerCount: number): string =>
  `embeddings,0-${layerCount - 1}`;

function layerRange(part: string, layerCount: number): number[] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  const first = Number(from);
  const last = Number(to ?? from);
  if (from === undefined || first > last || last >= layerCount) {
    throw new BerthError(
      "FREEZE_UNKNOWN",
      `--freeze: "${part}" must be encoder, embeddings, or layers from 0 to ${layerCount - 1} such as 0-3`,
      { value: part, layerCount },
    );
  }
  return range(first, last);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The parameters that training moves, in the order of the model. */
export function trainedParameters(parameters: readonly Parameter[], frozen: Frozen): Parameter[] {
  return parameters.filter(({ name }) => !isFrozen(name, frozen));
}

/** Whether a parameter stays as it is during training. */
export function isFrozen(name: string, frozen: Frozen): boolean {
  if (isKeyBias(name) || name === skippedPositionRows) return true;
  if (name.startsWith("embeddings.")) return frozen.embeddings;
  if (name.startsWith("pooler.")) return frozen.encoder;
  const layer = /^encoder\.layer\.(\d+)\./.exec(name)?.[1];
  return layer !== undefined && frozen.layers.has(Number(layer));
}

/**
 * Whether a layer (-1: the embeddings) lies in the frozen prefix: it and all below it are frozen.
 * Without dropout the prefix gives a text the same numbers in every epoch.
 */
export function isInFrozenPrefix(layer: number, frozen: Frozen): boolean {
  if (!frozen.embeddings) return false;
  return layer < 0 || range(0, layer).every((below) => frozen.layers.has(below));
}

/** The part of an encoder below everything that is trained: the embeddings and some layers. */
export interface FrozenPrefix {
  /** Its layers: the first so many. */
  readonly layers: number;
  /** Which rows those above it read: all tokens, or, with no layer above, each text's first token. */
  readonly keeps: "tokens" | "first";
}

/**
 * The frozen prefix of an encoder.
 *
 * @param reads - whether the head reads the first token of each sequence, or all tokens
 * @returns undefined when no layer belongs to it; the embeddings alone cost nothing to compute
 *
 * @example
 * frozenPrefix(parseFrozen("embeddings,0-3", architecture), 6, "sequences"); // { layers: 4, keeps: "tokens" }
 */
export function frozenPrefix(
  frozen: Frozen,
  layerCount: number,
  reads: "sequences" | "tokens",
): FrozenPrefix | undefined {
  const layers = range(0, layerCount - 1).filter((layer) => isInFrozenPrefix(layer, frozen)).length;
  if (layers === 0) return undefined;
  return { layers, keeps: layers === layerCount && reads === "sequences" ? "first" : "tokens" };
}
