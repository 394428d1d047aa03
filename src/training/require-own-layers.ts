import { BerthError } from "../base/index.js";
import { type BertArchitecture, weightLayerCount } from "../models/index.js";
import type { Recipe } from "./recipe.js";

/**
 * Refuses what treats layers differently where they share their weights, as in ALBERT: one set of weights has
 * one learning rate, and the last layer is the first one too.
 *
 * @throws LAYERS_SHARED
 */
export function requireOwnLayers(
  { llrd = 1, reinitLayers = 0, model }: Recipe,
  architecture: Pick<BertArchitecture, "layerCount" | "layerGroups">,
): void {
  const { layerCount } = architecture;
  const sets = weightLayerCount(architecture);
  if (sets === layerCount) return;
  const shared = `the ${layerCount} layers of ${model} share ${sets} ${sets === 1 ? "set" : "sets"} of weights`;
  if (llrd < 1) {
    throw new BerthError(
      "LAYERS_SHARED",
      `--llrd ${llrd}: ${shared}, which can have no rate of their own by layer. Leave --llrd out.`,
      { setting: "llrd", layerCount, sets },
    );
  }
  if (reinitLayers > 0) {
    throw new BerthError(
      "LAYERS_SHARED",
      `--reinit-layers ${reinitLayers}: ${shared}, so the last ones cannot be drawn anew without the first ones. Leave --reinit-layers out.`,
      { setting: "reinitLayers", layerCount, sets },
    );
  }
}
