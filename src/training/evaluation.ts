import type { Example } from "../base/index.js";
import { type BatchMaker, outputRows } from "../prediction/index.js";
import { classLabels, type LossOptions, scoreClassification } from "../tasks/index.js";
import type { Scores } from "./events.js";
import type { Stepper } from "./stepper.js";

/** What examples are run through. */
export interface Assessed {
  readonly stepper: Pick<Stepper, "forward">;
  /** Makes what the stepper takes out of examples. */
  readonly makeBatch: BatchMaker;
}

/** What the weights of a stepper give for some examples. */
export interface Assessment {
  /** `[n, L]` logits in the order of the examples, row-major. */
  readonly logits: Float32Array;
  /** `[n]` class ids. */
  readonly targets: Int32Array;
  readonly scores: Scores;
}

/** Runs examples through a model and scores the result. */
export async function assess(
  examples: readonly Example[],
  { stepper, makeBatch }: Assessed,
  labels: readonly string[],
  options: LossOptions,
): Promise<Assessment> {
  const logits = await outputRows(examples, stepper.forward, makeBatch);
  const targets = classLabels(examples).data;
  return { logits, targets, scores: { ...scoreClassification(logits, targets, labels, options) } };
}
