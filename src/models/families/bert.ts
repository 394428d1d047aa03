import type { ConfigReader } from "../config-reader.js";
import type { Family, HeadForm } from "./family.js";

/** The pooler, which is counted among the encoder's weights, and a dense layer on it. */
export const pooledHead: HeadForm = {
  dense: "pooler.dense",
  activation: "tanh",
  output: "classifier",
};

/** BERT (Devlin et al. 2019). */
export const bert: Family = {
  className: "Bert",
  prefix: "bert",
  layerCountKey: "num_hidden_layers",
  readConfig: bertSettings,
  hasPooler: true,
  sequenceHead: pooledHead,
};

/** Sizes and settings under BERT's keys, which other families share. */
export function bertSettings(config: ConfigReader) {
  config.only("position_embedding_type", "absolute");
  config.only("is_decoder", false);
  const hiddenSize = config.count("hidden_size");
  const headCount = config.count("num_attention_heads");
  if (hiddenSize % headCount !== 0) {
    config.refuse("num_attention_heads", `a divisor of hidden_size (${hiddenSize})`);
  }
  const hiddenDropout = config.real("hidden_dropout_prob", 0.1);
  return {
    vocabularySize: config.count("vocab_size"),
    positionCount: config.count("max_position_embeddings"),
    typeCount: config.count("type_vocab_size"),
    hiddenSize,
    layerCount: config.count("num_hidden_layers"),
    headCount,
    intermediateSize: config.count("intermediate_size"),
    activation: config.activation("hidden_act", "gelu"),
    layerNormEpsilon: config.real("layer_norm_eps", 1e-12),
    hiddenDropout,
    attentionDropout: config.real("attention_probs_dropout_prob", 0.1),
    classifierDropout: config.real("classifier_dropout", hiddenDropout),
    initializerRange: config.real("initializer_range", 0.02),
  };
}
