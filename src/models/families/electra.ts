import type { ConfigReader } from "../config-reader.js";
import { bert, bertSettings } from "./bert.js";
import type { Family } from "./family.js";

/**
 * ELECTRA (Clark et al. 2020): BERT whose embeddings may be narrower than its layers, without a pooler.
 * Discriminators and generators have the same encoder; generators tell hidden words as well.
 */
export const electra: Family = {
  ...bert,
  className: "Electra",
  prefix: "electra",
  readConfig: electraSettings,
  weightName: (name) => name.replace(/^embeddings\.projection\./, "embeddings_project."),
  hasPooler: false,
  sequenceHead: {
    dense: "classifier.dense",
    activation: "gelu",
    output: "classifier.out_proj",
    dropsInput: true,
  },
  languageHead: {
    dense: "generator_predictions.dense",
    activation: "gelu",
    norm: "generator_predictions.LayerNorm",
    bias: "generator_lm_head.bias",
  },
};

function electraSettings(config: ConfigReader) {
  const settings = bertSettings(config);
  const embeddingSize = config.count("embedding_size", 128);
  return {
    ...settings,
    embeddingSize,
    projectsEmbeddings: embeddingSize !== settings.hiddenSize,
  };
}
