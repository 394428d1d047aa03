import { BerthError } from "../base/index.js";
import { input, reshape } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { classifier } from "./classifier.js";
import { crossEntropy } from "./cross-entropy.js";
import type { TaskModel } from "./task-model.js";

/** Questions in a batch: each has as many sequences as there are choices, one after the other. */
const questions = "questions";

/**
 * Encoder, pooler and one output a sequence: how well a choice fits. The loss is the cross entropy over
 * the choices of each question, against the graph input `labels` `[questions]` int32.
 *
 * `logits` has one row a sequence, `[B, 1]`; that of `BertForMultipleChoice` is the same numbers as
 * `[questions, choices]`.
 *
 * @throws CONFIG_UNSUPPORTED for a family other than BERT, whose heads differ here
 */
export function multipleChoice(architecture: BertArchitecture, choiceCount: number): TaskModel {
  const { family } = architecture;
  if (family !== "bert") {
    throw new BerthError(
      "CONFIG_UNSUPPORTED",
      `"model_type": must be "bert" for multiple choice; got "${family}". Other families choose with a head that Berth does not have yet; start from a BERT.`,
      { key: "model_type", value: family },
    );
  }
  const model = classifier(architecture, { kind: "linear" }, 1);
  return {
    ...model,
    huggingFaceClass: "BertForMultipleChoice",
    configKeys: {},
    loss: (encoded, settings) =>
      crossEntropy(
        reshape(model.logits(encoded), [questions, choiceCount]),
        input("labels", [questions], "int32"),
        settings,
      ),
  };
}
