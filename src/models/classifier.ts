import { input, type Tensor } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { type CrossEntropyOptions, crossEntropy, type Loss } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import { type HeadSettings, sequenceHeadParameters, sequenceLogits } from "./heads.js";
import { packedSizes } from "./layout.js";
import type { ModelDefinition } from "./model-graphs.js";
import { encoderParameters } from "./parameters.js";

/** An encoder with a classification head. */
export interface Classifier extends ModelDefinition {
  readonly head: HeadSettings;
  readonly labelCount: number;
}

/** Defines the classifier: encoder and head. */
export function classifier(
  architecture: BertArchitecture,
  head: HeadSettings,
  labelCount: number,
): Classifier {
  const parameters = [
    ...encoderParameters(architecture),
    ...sequenceHeadParameters(head, architecture, labelCount),
  ];
  return { architecture, parameters, head, labelCount };
}

/** The classifier's output: `logits` `[B, L]`. */
export function classifierOutputs({ head }: Classifier): (encoded: Encoded) => { logits: Tensor } {
  return (encoded) => ({
    logits: sequenceLogits(encoded.first(), head, encoded),
  });
}

/** The classifier's loss: cross entropy against the graph input `labels` `[B]` int32. */
export function classifierLoss(
  model: Classifier,
  options: CrossEntropyOptions,
): (encoded: Encoded) => Loss {
  return (encoded) => {
    const labels = input("labels", [packedSizes.sequences], "int32");
    return crossEntropy(classifierOutputs(model)(encoded).logits, labels, options);
  };
}
