import type { BertArchitecture } from "./architecture.js";

type Layers = Pick<BertArchitecture, "layerCount" | "layerGroups">;

/** How many layers have weights of their own. */
export function weightLayerCount({ layerCount, layerGroups = layerCount }: Layers): number {
  return layerGroups;
}

/** The layer whose weights layer `layer` uses: its own, or those of its group. */
export function weightLayer(layer: number, architecture: Layers): number {
  return Math.floor(layer / (architecture.layerCount / weightLayerCount(architecture)));
}
