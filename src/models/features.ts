import { BerthError } from "../base/index.js";
import { add, concat, multiply, type Tensor } from "../graph/index.js";
import type { Encoded } from "./encoded.js";

/** How the outputs of several layers become one. */
export const layerCombinations = ["sum", "mean", "concat"] as const;

export type LayerCombination = (typeof layerCombinations)[number];

/** Which outputs of an encoder are features. */
export interface FeatureLayers {
  /** Numbers of the outputs: 0 is that of the embeddings, 1 that of the first layer. At least one. */
  readonly layers: readonly number[];
  readonly combine: LayerCombination;
}

/**
 * Reads `--layers`: numbers and ranges. 0 is the output of the embeddings, 1 that of the first layer; -1 that
 * of the last one.
 *
 * @throws LAYER_UNKNOWN when a part is none of these, or names a layer that the model lacks
 *
 * @example
 * parseLayers("-4..-1", 12); // [9, 10, 11, 12]
 */
export function parseLayers(text: string, layerCount: number): number[] {
  return text.split(",").flatMap((part) => {
    const [, from, to = from] = /^\s*(-?\d+)(?:\.\.(-?\d+))?\s*$/.exec(part) ?? [];
    const first = placeOf(from, layerCount);
    const last = placeOf(to, layerCount);
    if (first === undefined || last === undefined || first > last) {
      throw layerUnknown(part.trim(), layerCount);
    }
    return Array.from({ length: last - first + 1 }, (_, step) => first + step);
  });
}

function placeOf(text: string | undefined, layerCount: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  const place = text.startsWith("-") ? layerCount + 1 + number : number;
  return place >= 0 && place <= layerCount ? place : undefined;
}

function layerUnknown(part: string, layerCount: number): BerthError {
  return new BerthError(
    "LAYER_UNKNOWN",
    `--layers: must be numbers or ranges from 0 (the embeddings) to ${layerCount}, or from -1 (the last layer) to -${layerCount + 1}, such as -1 or -4..-1; "${part}" came`,
    { part, layerCount },
  );
}

/**
 * Every token's features out of some layers.
 *
 * Axes: R rows (tokens), H hidden, K layers.
 *
 * @returns `[R, H]`, or `[R, K * H]` where the layers are concatenated
 */
export function featureRows(encoded: Encoded, { layers, combine }: FeatureLayers): Tensor {
  const outputs = encoded.outputs();
  const [first, ...others] = layers.map((layer) => outputs[layer] as Tensor);
  if (first === undefined) throw new BerthError("LAYER_UNKNOWN", "no layer was named");
  if (combine === "concat") return concat([first, ...others], 1);
  const sum = others.reduce((total, layer) => add(total, layer), first);
  return combine === "mean" ? multiply(sum, 1 / layers.length) : sum;
}
