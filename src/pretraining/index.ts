export {
  resolvedTokenizer,
  type TokenizerListener,
  type TokenizerReport,
  type TokenizerSettings,
  trainTokenizer,
} from "./train-tokenizer.js";
