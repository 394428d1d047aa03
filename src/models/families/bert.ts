import type { ConfigReader } from "../config-reader.js";
import type { Family, HeadForm } from "./family.js";

/** The pooled output and a layer on it: one of Hugging Face's heads for whole sequences. */
const onPooler: HeadForm = {
  dense: "pooler.dense",
  activation: "tanh",
  output: "classifier",
  dropsInput: false,
};

/** BERT (Devlin et al. 2019). Its names are Berth's own. */
export const bert: Family = {
  className: "Bert",
  tokenizerClass: "BertTokenizer",
  prefix: "bert",
  layerCountKey: "num_hidden_layers",
  readConfig: bertSettings,
  weightName: (name) => name,
  positions: "places",
  drops: { attention: true, feedForward: true },
  hasPooler: true,
  sequenceHead: onPooler,
  choiceHead: onPooler,
  tokenDropout: "classifierDropout",
  languageHead: {
    dense: "cls.predictions.transform.dense",
    norm: "cls.predictions.transform.LayerNorm",
    bias: "cls.predictions.bias",
  },
};

/** Sizes and settings under BERT's keys, most of which other families share. */
export function bertSettings(config: ConfigReader) {
  config.only("position_embedding_type", "absolute");
  config.only("is_decoder", false);
  const hiddenSize = config.count("hidden_size");
  const headCount = config.divisor("num_attention_heads", "hidden_size");
  const hiddenDropout = config.real("hidden_dropout_prob", 0.1);
  return {
    vocabularySize: config.count("vocab_size"),
    positionCount: config.count("max_position_embeddings"),
    skippedPositions: 0,
    typeCount: config.count("type_vocab_size"),
    embeddingSize: hiddenSize,
    projectsEmbeddings: false,
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
