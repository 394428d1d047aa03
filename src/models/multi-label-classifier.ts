import { input, type Tensor } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { binaryCrossEntropy } from "./binary-cross-entropy.js";
import { classifier } from "./classifier.js";
import { type HeadSettings, outputLayer, sequenceLogits } from "./heads.js";
import { packedSizes } from "./layout.js";
import { mixedRows } from "./mixed-rows.js";
import type { TaskModel } from "./task-model.js";

/**
 * A classifier whose labels hold or not, each for itself. The loss is the binary cross entropy against
 * the graph input `labels` `[B, L]` float32.
 */
export function multiLabelClassifier(
  architecture: BertArchitecture,
  head: HeadSettings,
  labelCount: number,
): TaskModel {
  const model = classifier(architecture, head, labelCount);
  return {
    ...model,
    logitLayer: outputLayer(head, architecture),
    configKeys: { ...model.configKeys, problem_type: "multi_label_classification" },
    loss(encoded, { positiveWeights, rDrop, mixes = false }) {
      const mixed = mixes ? mixedRows() : (rows: Tensor) => rows;
      const labels = input("labels", [packedSizes.sequences, labelCount]);
      const found = sequenceLogits(mixed(encoded.first()), head, encoded);
      return binaryCrossEntropy(found, mixed(labels), { positiveWeights, rDrop });
    },
  };
}
