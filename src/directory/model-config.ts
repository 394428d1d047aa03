import type { Json, JsonObject } from "../base/index.js";

/** What a saved model's `config.json` says beyond its base model's. */
export interface ModelFacts {
  /** In the order of their ids; none where the model has none. */
  readonly labels: readonly string[];
  /** Encoder layers that are kept, and the key under which the model's family counts them. */
  readonly layers: { readonly key: string; readonly count: number };
  /** Hugging Face's class that loads the file: with the head, or the encoder's where it has none. */
  readonly huggingFaceClass: string;
  /** The head's own keys, such as `problem_type`, or `berth` for what Hugging Face has no word for. */
  readonly keys: JsonObject;
}

/** Keys that would be wrong in the new file. */
const dropped: readonly string[] = [
  "_name_or_path",
  "torch_dtype",
  "berth",
  "architectures",
  "problem_type",
  "id2label",
  "label2id",
  // A count of labels where there are none would give a head of another size; older versions wrote the second.
  "num_labels",
  "_num_labels",
  // Of files that stand beside the base model.
  "transformers.js_config",
];

/**
 * The content of `config.json` of a fine-tuned model, in Hugging Face's keys.
 *
 * @param base - that of the model it started from: keys that Berth does not know stay
 */
export function modelConfig(
  base: JsonObject,
  { labels, layers, huggingFaceClass, keys }: ModelFacts,
): JsonObject {
  const kept = Object.entries(base).filter(([key]) => !dropped.includes(key));
  const byId: [string, Json][] = labels.map((label, id) => [String(id), label]);
  const byLabel: [string, Json][] = labels.map((label, id) => [label, id]);
  return {
    architectures: [huggingFaceClass],
    ...Object.fromEntries(kept),
    [layers.key]: layers.count,
    // Without labels transformers must not count any: the model's class has its own number of outputs.
    ...(labels.length > 0 && {
      id2label: Object.fromEntries(byId),
      label2id: Object.fromEntries(byLabel),
    }),
    dtype: "float32",
    ...keys,
  };
}
