import type { ConfigReader } from "../config-reader.js";
import { bert, bertSettings } from "./bert.js";
import type { Family } from "./family.js";

/** How `config.json` describes what stands for a whole sequence in the head for choices. */
const summaryKeys = {
  summary_type: "first",
  summary_use_proj: true,
  summary_activation: "gelu",
  summary_first_dropout: 0,
} as const;

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
  choiceHead: {
    dense: "sequence_summary.summary",
    activation: "gelu",
    output: "classifier",
    dropsInput: false,
  },
  choiceKeys: summaryKeys,
  languageHead: {
    dense: "generator_predictions.dense",
    activation: "gelu",
    norm: "generator_predictions.LayerNorm",
    bias: "generator_lm_head.bias",
  },
};

function electraSettings(config: ConfigReader) {
  if (config.isFor("MultipleChoice")) refuseOtherSummaries(config);
  const settings = bertSettings(config);
  const embeddingSize = config.count("embedding_size", 128);
  return {
    ...settings,
    embeddingSize,
    projectsEmbeddings: embeddingSize !== settings.hiddenSize,
    choiceDropout: config.real("summary_last_dropout", 0.1),
  };
}

/** The head for choices may be built in many ways; Berth builds it as it is built unless the config tells otherwise. */
function refuseOtherSummaries(config: ConfigReader): void {
  for (const [key, value] of Object.entries(summaryKeys)) config.only(key, value);
}
