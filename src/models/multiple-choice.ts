import { input, reshape, type Tensor } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { headClass } from "./class-names.js";
import { crossEntropy } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import { familyOf } from "./families/families.js";
import { formLogits, formParameters } from "./heads.js";
import { encoderParameters } from "./parameters.js";
import type { TaskModel } from "./task-model.js";

/** Questions in a batch: each has as many sequences as there are choices, one after the other. */
const questions = "questions";

/**
 * Encoder, the layers of the family's `...ForMultipleChoice` and one output a sequence: how well a choice fits.
 * The loss is the cross entropy over the choices of each question, against the graph input `labels` `[questions]`
 * int32.
 *
 * `logits` has one row a sequence, `[B, 1]`; that of Hugging Face's class is the same numbers as
 * `[questions, choices]`.
 */
export function multipleChoice(architecture: BertArchitecture, choiceCount: number): TaskModel {
  const { choiceHead: form, choiceKeys = {} } = familyOf(architecture);
  const { classifierDropout, choiceDropout: rate = classifierDropout } = architecture;
  const logits = (encoded: Encoded): Tensor =>
    formLogits(encoded.first(), form, { ...encoded, rate });
  return {
    architecture,
    parameters: [...encoderParameters(architecture), ...formParameters(form, architecture, 1)],
    head: { kind: "linear" },
    huggingFaceClass: headClass(architecture, "MultipleChoice"),
    configKeys: choiceKeys,
    reads: "sequences",
    logits,
    outputs: (encoded) => ({ logits: logits(encoded) }),
    loss: (encoded, settings) =>
      crossEntropy(
        reshape(logits(encoded), [questions, choiceCount]),
        input("labels", [questions], "int32"),
        settings,
      ),
  };
}
