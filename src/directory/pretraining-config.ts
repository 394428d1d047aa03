import type { JsonObject } from "../base/index.js";

/** What the `config.json` of a pre-trained model says. */
export interface PretrainingConfigFacts {
  readonly vocabularySize: number;
  readonly positionCount: number;
  readonly typeCount: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly intermediateSize: number;
  readonly activation: string;
  readonly layerNormEpsilon: number;
  readonly hiddenDropout: number;
  readonly attentionDropout: number;
  readonly initializerRange: number;
  /** Whether there is a head for pairs of segments. */
  readonly tellsPairs: boolean;
}

/** Keys of a fine-tuned model, or of one saved elsewhere, that would be wrong in the new file. */
const dropped: readonly string[] = [
  "_name_or_path",
  "architectures",
  "berth",
  "id2label",
  "label2id",
  "num_labels",
  "_num_labels",
  "problem_type",
  "torch_dtype",
  "transformers.js_config",
  "transformers_version",
];

/**
 * The content of `config.json` of a pre-trained model, in Hugging Face's keys.
 *
 * @param base - that of the model it started from, or empty: keys that Berth does not know stay
 */
export function pretrainingConfig(base: JsonObject, facts: PretrainingConfigFacts): JsonObject {
  const kept = Object.entries(base).filter(([key]) => !dropped.includes(key));
  return {
    architectures: [facts.tellsPairs ? "BertForPreTraining" : "BertForMaskedLM"],
    ...Object.fromEntries(kept),
    model_type: "bert",
    vocab_size: facts.vocabularySize,
    max_position_embeddings: facts.positionCount,
    type_vocab_size: facts.typeCount,
    hidden_size: facts.hiddenSize,
    num_hidden_layers: facts.layerCount,
    num_attention_heads: facts.headCount,
    intermediate_size: facts.intermediateSize,
    hidden_act: facts.activation,
    layer_norm_eps: facts.layerNormEpsilon,
    hidden_dropout_prob: facts.hiddenDropout,
    attention_probs_dropout_prob: facts.attentionDropout,
    initializer_range: facts.initializerRange,
    tie_word_embeddings: true,
    dtype: "float32",
  };
}
