import type { Recipe, ResolvedRecipe } from "./recipe.js";

type FrozenSettings = Pick<
  ResolvedRecipe,
  "frozenDropout" | "linearProbeFirst" | "linearProbeRate"
>;

/** Decides the settings about frozen parts, with a note for each that has no effect. */
export function decideFrozen(recipe: Recipe, note: (sentence: string) => void): FrozenSettings {
  const parts = recipe.freeze?.split(",").map((part) => part.trim()) ?? [];
  const probe = decideProbe(recipe, parts.includes("encoder"), note);
  const hasPrefix = parts.includes("encoder") || parts.includes("embeddings");
  const frozenDropout = recipe.frozenDropout ?? false;
  if (frozenDropout && !hasPrefix && probe.linearProbeFirst === 0) {
    note("--frozen-dropout has no effect: the embeddings are not frozen");
    return { frozenDropout: false, ...probe };
  }
  return { frozenDropout, ...probe };
}

/** The rate at which a new head learns on a frozen encoder. */
const probeRate = 1e-3;

function decideProbe(
  { linearProbeFirst = 0, linearProbeRate }: Recipe,
  isEncoderFrozen: boolean,
  note: (sentence: string) => void,
): Pick<FrozenSettings, "linearProbeFirst" | "linearProbeRate"> {
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
