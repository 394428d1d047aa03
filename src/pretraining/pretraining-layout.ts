import { isJsonObject, type JsonObject } from "../base/index.js";
import type { Surroundings } from "../training/surroundings.js";
import { shapeLayout } from "../training/weight-layout.js";
import type { PreparedPretraining } from "./prepare-pretraining.js";

/** Shares of values that training drops; weights of any other are of the same kind. */
const dropouts: readonly string[] = ["hiddenDropout", "attentionDropout", "classifierDropout"];

/** What the weights of a checkpoint are of. */
export function pretrainingLayout({
  recipe: { pairs },
  source,
  model,
}: Pick<PreparedPretraining, "recipe" | "source" | "model">): Surroundings {
  const architecture = source.architecture as unknown as JsonObject;
  return withoutDropouts({ pairs, architecture, ...shapeLayout(model.parameters) });
}

/** A layout as `pretrainingLayout` gives it; older checkpoints hold dropouts in theirs. */
export function withoutDropouts(layout: Surroundings): Surroundings {
  const { architecture } = layout;
  if (!isJsonObject(architecture)) return layout;
  const kept = Object.entries(architecture).filter(([name]) => !dropouts.includes(name));
  return { ...layout, architecture: Object.fromEntries(kept) };
}
