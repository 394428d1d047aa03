import { createHash } from "node:crypto";
import { BerthError, type Json } from "../base/index.js";
import type { Parameter } from "../models/index.js";
import { featureMeaning } from "../tasks/index.js";
import type { PreparedRun } from "./prepared-run.js";
import { requireSame, type Surroundings } from "./surroundings.js";

/** What the weights of a checkpoint are of: nothing can go on from numbers that stand for something else. */
export function weightLayout({
  labels,
  features,
  model,
  recipe: { task, head, headHidden, encoderLayers },
}: Pick<PreparedRun, "labels" | "features" | "model" | "recipe">): Surroundings {
  return {
    task,
    labels: [...labels],
    head,
    headHidden: [...headHidden],
    featureColumns: features.map(featureMeaning) as Json,
    encoderLayers,
    ...shapeLayout(model.parameters),
  };
}

/** The names and shapes of a model's weights, as a hash. */
export function shapeLayout(parameters: readonly Parameter[]): Surroundings {
  const shapes = parameters.map(({ name, shape }) => `${name} ${shape.join("x")}`);
  const hash = createHash("sha256").update(shapes.join("\n")).digest("hex");
  return { "hash of the weights' shapes": hash };
}

/**
 * Refuses to go on with weights of another model, of other labels or of other columns, exactly or not.
 *
 * @param before - undefined where an older Berth wrote the checkpoint, which only exact runs can trust
 * @throws RESUME_DIFFERS
 */
export function requireSameLayout(
  before: Surroundings | undefined,
  now: Surroundings,
  isExact: boolean,
): void {
  const flag = isExact ? "--resume" : "--resume-inexact";
  if (before === undefined) {
    if (isExact) return;
    const message = `--resume-inexact: last/ was written by an older Berth, which did not keep what its weights are of. Go on with --resume and the same settings, or begin anew in another --output.`;
    throw new BerthError("RESUME_DIFFERS", message, {});
  }
  requireSame(before, now, (differs) => {
    return `${flag}: ${differs}, so the weights in last/ do not fit this run. Set it back, or begin anew in another --output.`;
  });
}
