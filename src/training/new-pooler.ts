import { encoderWithoutPooler } from "../models/index.js";
import type { ResolvedRecipe } from "./recipe.js";

/** What `--freeze` and the epochs of a linear probe leave as it is. */
interface FrozenParts {
  readonly freeze: string | null;
  /** What the epochs of `--linear-probe-first` freeze. */
  readonly probed: string;
  readonly notes: readonly string[];
}

/**
 * Spares a pooler that the model lacks: drawn at random and never trained, it would hide from the head what
 * the encoder tells.
 */
export function withNewPooler(
  { freeze, linearProbeFirst, model }: ResolvedRecipe,
  { drawsPooler, layerCount }: { readonly drawsPooler: boolean; readonly layerCount: number },
): FrozenParts {
  const isEncoder = freeze?.split(",").some((part) => part.trim() === "encoder") ?? false;
  if (!drawsPooler || (!isEncoder && linearProbeFirst === 0)) {
    return { freeze, probed: "encoder", notes: [] };
  }
  const probed = encoderWithoutPooler(layerCount);
  const setting = isEncoder ? "--freeze encoder" : "--linear-probe-first";
  const note = `${setting}: ${model} has no pooler; a new one is trained together with the head`;
  return { freeze: isEncoder ? probed : freeze, probed, notes: [note] };
}
