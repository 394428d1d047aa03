export type { Encoding, TextInput } from "./encoding.js";
export { loadTokenizer } from "./load-tokenizer.js";
export type { SpaceSign } from "./space-sign.js";
export type { SpecialIds } from "./special-tokens.js";
export { type EncodeOptions, type Tokenizer, UNCUT } from "./tokenizer.js";
export {
  type TrainedVocabulary,
  trainVocabulary,
  type VocabularySettings,
} from "./training/train-vocabulary.js";
export type { VocabularyKind } from "./training/vocabulary-kinds.js";
