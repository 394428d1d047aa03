import { type BertArchitecture, isInFrozenPrefix, parseFrozen } from "../models/index.js";
import type { ResolvedRecipe } from "./recipe.js";

/**
 * Says that R-Drop has no effect where nothing is dropped: both passes of a row are the same then, and
 * only the time is doubled.
 */
export function rDropNotes(
  { rDrop, freeze, frozenDropout, head, headDropout }: ResolvedRecipe,
  architecture: BertArchitecture,
): string[] {
  const { hiddenDropout, attentionDropout, classifierDropout, layerCount } = architecture;
  const frozen = parseFrozen(freeze ?? undefined, architecture);
  const isStill = !frozenDropout && isInFrozenPrefix(layerCount - 1, frozen);
  const inEncoder = isStill ? 0 : Math.max(hiddenDropout, attentionDropout);
  const inHead = head === "mlp" ? (headDropout ?? 0) : classifierDropout;
  if (rDrop === 0 || inEncoder > 0 || inHead > 0) return [];
  return [
    "--r-drop has no effect: nothing that is trained has dropout, so both passes are the same",
  ];
}
