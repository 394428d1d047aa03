import { input, reshape } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { classifier } from "./classifier.js";
import type { HeadSettings } from "./heads.js";
import { packedSizes } from "./layout.js";
import { squaredError } from "./squared-error.js";
import type { TaskModel } from "./task-model.js";

/**
 * A classifier with one output, which is a number. The loss is the squared error against the graph
 * input `labels` `[B]` float32.
 */
export function regressor(architecture: BertArchitecture, head: HeadSettings): TaskModel {
  const model = classifier(architecture, head, 1);
  const { sequences } = packedSizes;
  return {
    ...model,
    configKeys: { ...model.configKeys, problem_type: "regression" },
    loss: (encoded) =>
      squaredError(reshape(model.logits(encoded), [sequences]), input("labels", [sequences])),
  };
}
