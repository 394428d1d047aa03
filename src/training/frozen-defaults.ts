import { type Frozen, frozenPrefix, isInFrozenPrefix, parseFrozen } from "../models/index.js";
import type { Recipe, ResolvedRecipe } from "./recipe.js";

type Probe = Pick<ResolvedRecipe, "linearProbeFirst" | "linearProbeRate">;

type FrozenSettings = Probe &
  Pick<ResolvedRecipe, "frozenDropout" | "gradientCheckpointing" | "llrd" | "prefixCache">;

type Note = (sentence: string) => void;

/**
 * Decides the settings about frozen parts, with a note for each that has no effect.
 *
 * @throws FREEZE_UNKNOWN
 */
export function decideFrozen(recipe: Recipe, layerCount: number, note: Note): FrozenSettings {
  const frozen = parseFrozen(recipe.freeze, { layerCount, layerGroups: undefined });
  const probe = decideProbe(recipe, frozen.encoder, note);
  const isProbed = probe.linearProbeFirst > 0;
  const frozenDropout = decideDropout(recipe, frozen.embeddings || isProbed, note);
  // What the head reads decides which rows are kept, not whether there are any.
  const hasPrefix = isProbed || frozenPrefix(frozen, layerCount, "tokens") !== undefined;
  return {
    ...probe,
    frozenDropout,
    prefixCache: decideCache(recipe, { hasPrefix, frozenDropout }, note),
    llrd: decideRates(recipe, { frozen, layerCount }, note),
    gradientCheckpointing: decideCheckpointing(recipe, { frozen, layerCount }, note),
  };
}

/** The rate at which a new head learns on a frozen encoder. */
const probeRate = 1e-3;

function decideProbe(
  { linearProbeFirst = 0, linearProbeRate }: Recipe,
  isEncoderFrozen: boolean,
  note: Note,
): Probe {
  const isProbed = linearProbeFirst > 0 && !isEncoderFrozen;
  if (isProbed) return { linearProbeFirst, linearProbeRate: linearProbeRate ?? probeRate };
  if (linearProbeFirst > 0) {
    note("--linear-probe-first has no effect: the encoder is frozen in the whole run");
  }
  if (linearProbeRate !== undefined) {
    note("--linear-probe-rate has no effect: there are no epochs of --linear-probe-first");
  }
  return { linearProbeFirst: 0, linearProbeRate: null };
}

function decideDropout(
  { frozenDropout = false }: Recipe,
  areEmbeddingsFrozen: boolean,
  note: Note,
): boolean {
  if (!frozenDropout || areEmbeddingsFrozen) return frozenDropout;
  note("--frozen-dropout has no effect: the embeddings are not frozen");
  return false;
}

function decideCache(
  { prefixCache }: Recipe,
  { hasPrefix, frozenDropout }: { readonly hasPrefix: boolean; readonly frozenDropout: boolean },
  note: Note,
): ResolvedRecipe["prefixCache"] {
  if (prefixCache === undefined || prefixCache === "off" || (hasPrefix && !frozenDropout)) {
    return prefixCache ?? null;
  }
  note(
    hasPrefix
      ? "--prefix-cache has no effect: --frozen-dropout computes the frozen layers in every step"
      : "--prefix-cache has no effect: the embeddings and the first layer are not both frozen",
  );
  return null;
}

interface FrozenLayers {
  readonly frozen: Frozen;
  readonly layerCount: number;
}

/** Rates differ below the last layer alone. */
function decideRates(
  { llrd = 1 }: Recipe,
  { frozen, layerCount }: FrozenLayers,
  note: Note,
): number {
  if (llrd === 1 || !isInFrozenPrefix(layerCount - 2, frozen)) return llrd;
  note("--llrd has no effect: nothing below the last layer is trained");
  return 1;
}

/** Where no layer is trained nothing is kept of them that could be computed again. */
function decideCheckpointing(
  { gradientCheckpointing = false }: Recipe,
  { frozen, layerCount }: FrozenLayers,
  note: Note,
): boolean {
  if (!gradientCheckpointing || !isInFrozenPrefix(layerCount - 1, frozen)) {
    return gradientCheckpointing;
  }
  note("--gradient-checkpointing has no effect: no layer is trained");
  return false;
}
