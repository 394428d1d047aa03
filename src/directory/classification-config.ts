import type { Json, JsonObject } from "../base/index.js";

/** What a saved classifier's `config.json` says beyond its base model's. */
export interface ClassifierFacts {
  readonly labels: readonly string[];
  /** Encoder layers that are kept, and the key under which the family counts them. */
  readonly layers: { readonly key: string; readonly count: number };
  /** Hugging Face's class that loads the file. */
  readonly className: string;
  /** The head; one that Hugging Face has no class for is described under `berth.head`. */
  readonly head: { readonly kind: string } & JsonObject;
}

/** Keys that would be wrong in the new file. */
const dropped: readonly string[] = ["_name_or_path", "torch_dtype", "berth", "architectures"];

/**
 * The content of `config.json` of a fine-tuned classifier, in Hugging Face's keys.
 *
 * @param base - that of the model it started from: keys that Berth does not know stay
 */
export function classificationConfig(
  base: JsonObject,
  { labels, layers, className, head }: ClassifierFacts,
): JsonObject {
  const kept = Object.entries(base).filter(([key]) => !dropped.includes(key));
  const hasClass = head.kind === "linear";
  const byId: [string, Json][] = labels.map((label, id) => [String(id), label]);
  const byLabel: [string, Json][] = labels.map((label, id) => [label, id]);
  return {
    architectures: [className],
    ...Object.fromEntries(kept),
    [layers.key]: layers.count,
    id2label: Object.fromEntries(byId),
    label2id: Object.fromEntries(byLabel),
    problem_type: "single_label_classification",
    dtype: "float32",
    ...(hasClass ? {} : { berth: { head } }),
  };
}
