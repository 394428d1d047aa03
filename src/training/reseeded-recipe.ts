import type { ResolvedRecipe } from "./recipe.js";

/** The same recipe with another seed, in a directory of its own; data are split by the seed that split them before. */
export function reseededRecipe(
  recipe: ResolvedRecipe,
  { seed, output }: Pick<ResolvedRecipe, "seed" | "output">,
): ResolvedRecipe {
  const splitSeed = recipe.splitSeed ?? (seed === recipe.seed ? null : recipe.seed);
  return { ...recipe, seed, splitSeed, output };
}
