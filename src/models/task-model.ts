import type { JsonObject } from "../base/index.js";
import type { Tensor } from "../graph/index.js";
import type { Loss, LossSettings } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import type { HeadSettings } from "./heads.js";
import type { ModelDefinition } from "./model-graphs.js";

/** The model side of a task: an encoder with a head. */
export interface TaskModel extends ModelDefinition {
  readonly head: HeadSettings;
  /**
   * Hugging Face's class that loads the weights, by `headClass`; its encoder stands under a prefix such
   * as `bert.`. Undefined where there is none: the file is the encoder's, with the head's tensors beside.
   */
  readonly huggingFaceClass: string | undefined;
  /** What `config.json` says beside sizes and labels. */
  readonly configKeys: JsonObject;
  /** Whether `logits` has a row for each sequence, or for each token. */
  readonly reads: "sequences" | "tokens";
  /** Weights that the logits are read with, such as a CRF's, beside the graph; none where absent. */
  readonly decodingWeights?: readonly string[];
  /** The layer that gives the logits, where the bias of a new one begins with what the task says. */
  readonly logitLayer?: string;
  /** `[B, W]` or `[R, W]`: what evaluation and prediction read. */
  logits(encoded: Encoded): Tensor;
  /** Outputs of the exported model, under the names that other programs look for. */
  outputs(encoded: Encoded): Record<string, Tensor>;
  /** The loss on inputs that the task's `targets` give. */
  loss(encoded: Encoded, settings: LossSettings): Loss;
}
