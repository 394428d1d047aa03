export {
  type Corpus,
  type CorpusOptions,
  type CorpusProgress,
  type CorpusSource,
  type CorpusTokens,
  openCorpus,
} from "./corpus/index.js";
export {
  resolvedTokenizer,
  type TokenizerListener,
  type TokenizerReport,
  type TokenizerSettings,
  trainTokenizer,
} from "./train-tokenizer.js";
