import type { ConfigReader } from "../config-reader.js";
import { bert } from "./bert.js";
import type { Family, HeadForm } from "./family.js";
import { layerRenaming } from "./layer-renaming.js";

/** A layer of its own in the pooler's place: the head for classes and the one for choices. */
const onFirstToken: HeadForm = {
  dense: "pre_classifier",
  activation: "relu",
  output: "classifier",
  dropsInput: false,
};

/**
 * DistilBERT (Sanh et al. 2019): BERT without types and without a pooler. A position table of sines is
 * in the file like any other, and read and trained like any other, as transformers 5 does.
 */
export const distilbert: Family = {
  ...bert,
  className: "DistilBert",
  tokenizerClass: "DistilBertTokenizer",
  prefix: "distilbert",
  layerCountKey: "n_layers",
  readConfig: distilbertSettings,
  weightName: layerRenaming((layer) => `transformer.layer.${layer}`, {
    "attention.self.query": "attention.q_lin",
    "attention.self.key": "attention.k_lin",
    "attention.self.value": "attention.v_lin",
    "attention.output.dense": "attention.out_lin",
    "attention.output.LayerNorm": "sa_layer_norm",
    "intermediate.dense": "ffn.lin1",
    "output.dense": "ffn.lin2",
    "output.LayerNorm": "output_layer_norm",
  }),
  drops: { attention: false, feedForward: true },
  hasPooler: false,
  sequenceHead: onFirstToken,
  choiceHead: onFirstToken,
  tokenDropout: "hiddenDropout",
  languageHead: {
    dense: "vocab_transform",
    norm: "vocab_layer_norm",
    bias: "vocab_projector.bias",
  },
};

function distilbertSettings(config: ConfigReader) {
  const hiddenSize = config.count("dim");
  return {
    vocabularySize: config.count("vocab_size"),
    positionCount: config.count("max_position_embeddings"),
    skippedPositions: 0,
    typeCount: 0,
    embeddingSize: hiddenSize,
    projectsEmbeddings: false,
    hiddenSize,
    layerCount: config.count("n_layers"),
    headCount: config.divisor("n_heads", "dim"),
    intermediateSize: config.count("hidden_dim"),
    activation: config.activation("activation", "gelu"),
    layerNormEpsilon: 1e-12,
    hiddenDropout: config.real("dropout", 0.1),
    attentionDropout: config.real("attention_dropout", 0.1),
    classifierDropout: config.real("seq_classif_dropout", 0.2),
    answerDropout: config.real("qa_dropout", 0.1),
    initializerRange: config.real("initializer_range", 0.02),
  };
}
