import type { ConfigReader } from "../config-reader.js";
import { bert, bertSettings } from "./bert.js";
import type { Family } from "./family.js";
import { layerRenaming } from "./layer-renaming.js";

const inLayers = layerRenaming((group) => `encoder.albert_layer_groups.${group}.albert_layers.0`, {
  "attention.self.query": "attention.query",
  "attention.self.key": "attention.key",
  "attention.self.value": "attention.value",
  "attention.output.dense": "attention.dense",
  "attention.output.LayerNorm": "attention.LayerNorm",
  "intermediate.dense": "ffn",
  "output.dense": "ffn_output",
  "output.LayerNorm": "full_layer_layer_norm",
});

/**
 * ALBERT (Lan et al. 2020): BERT with narrow embeddings and layers that share their weights. Berth's
 * layer number in a weight's name is the group's.
 */
export const albert: Family = {
  ...bert,
  className: "Albert",
  tokenizerClass: "AlbertTokenizer",
  prefix: "albert",
  readConfig: albertSettings,
  weightName: (name) =>
    inLayers(name)
      .replace(/^embeddings\.projection\./, "encoder.embedding_hidden_mapping_in.")
      .replace(/^pooler\.dense\./, "pooler."),
  drops: { attention: true, feedForward: false },
  languageHead: {
    dense: "predictions.dense",
    norm: "predictions.LayerNorm",
    bias: "predictions.bias",
  },
};

function albertSettings(config: ConfigReader) {
  config.only("inner_group_num", 1);
  const settings = bertSettings(config);
  const layerGroups = config.count("num_hidden_groups", 1);
  if (layerGroups > settings.layerCount) {
    config.refuse("num_hidden_groups", `at most num_hidden_layers (${settings.layerCount})`);
  }
  return {
    ...settings,
    embeddingSize: config.count("embedding_size", 128),
    projectsEmbeddings: true,
    layerGroups,
    activation: config.activation("hidden_act", "gelu_new"),
    hiddenDropout: config.real("hidden_dropout_prob", 0),
    attentionDropout: config.real("attention_probs_dropout_prob", 0),
    classifierDropout: config.real("classifier_dropout_prob", 0.1),
  };
}
