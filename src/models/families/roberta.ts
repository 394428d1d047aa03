import type { ConfigReader } from "../config-reader.js";
import { bert, bertSettings } from "./bert.js";
import type { Family } from "./family.js";

/**
 * RoBERTa (Liu et al. 2019): BERT whose positions begin behind the padding token's id, whose tokens are
 * all of one type, and whose classification head has a dense layer of its own.
 */
export const roberta: Family = {
  ...bert,
  className: "Roberta",
  tokenizerClass: "RobertaTokenizer",
  prefix: "roberta",
  readConfig: robertaSettings,
  positions: "tokens",
  sequenceHead: {
    dense: "classifier.dense",
    activation: "tanh",
    output: "classifier.out_proj",
    dropsInput: true,
  },
  languageHead: {
    dense: "lm_head.dense",
    activation: "gelu",
    norm: "lm_head.layer_norm",
    bias: "lm_head.bias",
  },
};

/** XLM-RoBERTa (Conneau et al. 2020): RoBERTa for many languages, under a name of its own. */
export const xlmRoberta: Family = {
  ...roberta,
  className: "XLMRoberta",
  tokenizerClass: "XLMRobertaTokenizer",
};

function robertaSettings(config: ConfigReader) {
  const settings = bertSettings(config);
  const skippedPositions = config.whole("pad_token_id", 1) + 1;
  const positionCount = settings.positionCount - skippedPositions;
  if (positionCount < 1) {
    config.refuse("max_position_embeddings", `above pad_token_id + 1 (${skippedPositions})`);
  }
  const { hiddenDropout } = settings;
  return { ...settings, positionCount, skippedPositions, choiceDropout: hiddenDropout };
}
