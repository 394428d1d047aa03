export {
  type Corpus,
  type CorpusOptions,
  type CorpusProgress,
  type CorpusSource,
  type CorpusTokens,
  openCorpus,
} from "./corpus/index.js";
export type {
  CorpusEvent,
  PretrainingEvent,
  PretrainingFinishedEvent,
  PretrainingStartedEvent,
  PretrainingStepEvent,
} from "./events.js";
export { type PretrainOptions, pretrain } from "./pretrain.js";
export type { PretrainingRecipe, ResolvedPretraining } from "./recipe.js";
export {
  resolvedTokenizer,
  type TokenizerListener,
  type TokenizerReport,
  type TokenizerSettings,
  trainTokenizer,
} from "./train-tokenizer.js";
