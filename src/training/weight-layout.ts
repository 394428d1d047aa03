import { createHash } from "node:crypto";
import type { PreparedRun } from "./prepared-run.js";
import { requireSame, type Surroundings } from "./surroundings.js";

/**
 * What a checkpoint's weights and the optimizer's memory are of: the columns of the head, what is trained,
 * which moments there are. Nothing can go on from numbers that are of something else.
 */
export function weightLayout({
  labels,
  model,
  recipe: { task, head, freeze, linearProbeFirst, optimizer },
}: Pick<PreparedRun, "labels" | "model" | "recipe">): Surroundings {
  const shapes = model.parameters.map(({ name, shape }) => `${name} ${shape.join("x")}`);
  return {
    task,
    labels: [...labels],
    head,
    freeze,
    linearProbeFirst,
    optimizer,
    "hash of the weights' shapes": createHash("sha256").update(shapes.join("\n")).digest("hex"),
  };
}

/**
 * Refuses to go on with weights and moments that are of another model, of other labels or of another
 * choice of what is trained.
 *
 * @throws RESUME_DIFFERS
 */
export function requireSameLayout(before: Surroundings, now: Surroundings): void {
  requireSame(before, now, (differs) => {
    return `--resume-inexact: ${differs}, so what last/ holds does not fit this run. Set it back, or begin anew in another --output; with --model naming the folder of this run it starts from its weights.`;
  });
}
