export type { Corpus, CorpusTokens } from "./corpus.js";
export type { CorpusSource } from "./corpus-source.js";
export { type CorpusOptions, type CorpusProgress, openCorpus } from "./open-corpus.js";
