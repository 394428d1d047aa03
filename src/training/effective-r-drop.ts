import { type BertArchitecture, isInFrozenPrefix, parseFrozen } from "../models/index.js";
import type { ResolvedRecipe } from "./recipe.js";

/**
 * Leaves R-Drop out where nothing is dropped, and says so: both passes of a row would be the same, and only the time
 * be doubled.
 */
export function effectiveRDrop(
  recipe: ResolvedRecipe,
  architecture: BertArchitecture,
): { readonly recipe: ResolvedRecipe; readonly notes: readonly string[] } {
  const { rDrop, freeze, frozenDropout, head, headDropout } = recipe;
  const { hiddenDropout, attentionDropout, classifierDropout, layerCount } = architecture;
  const frozen = parseFrozen(freeze ?? undefined, architecture);
  const isStill = !frozenDropout && isInFrozenPrefix(layerCount - 1, frozen);
  const inEncoder = isStill ? 0 : Math.max(hiddenDropout, attentionDropout);
  const inHead = head === "mlp" ? (headDropout ?? 0) : classifierDropout;
  if (rDrop === 0 || inEncoder > 0 || inHead > 0) return { recipe, notes: [] };
  const note =
    "--r-drop has no effect: nothing that is trained has dropout, so both passes would be the same";
  return { recipe: { ...recipe, rDrop: 0 }, notes: [note] };
}
