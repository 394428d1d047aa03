import type { Corpus, CorpusTokens } from "../src/pretraining/index.js";

/** A sentence: a list of words, each a list of token ids. */
export type Words = readonly (readonly number[])[];

/** A corpus that lies in memory, of documents of sentences. */
export function memoryCorpus(documents: readonly (readonly Words[])[]): Corpus {
  const sentences = documents.flat();
  const ids = sentences.flatMap((words) => words.flat());
  const starts = sentences.flatMap((words) =>
    words.flatMap((word) => word.map((_, place) => Number(place === 0))),
  );
  const sums = (lengths: readonly number[]): Float64Array => {
    const all = [0];
    for (const length of lengths) all.push((all.at(-1) ?? 0) + length);
    return Float64Array.from(all);
  };
  const documentStarts = sums(documents.map(({ length }) => length));
  const sentenceStarts = sums(sentences.map((words) => words.flat().length));
  const readTokens = (from: number, to: number): CorpusTokens => ({
    ids: Int32Array.from(ids.slice(from, to)),
    wordStarts: Uint8Array.from(starts.slice(from, to)),
  });
  const read = (first: number, end: number): CorpusTokens =>
    readTokens(sentenceStarts[first] ?? 0, sentenceStarts[end] ?? 0);
  return {
    key: "memory",
    isFromCache: false,
    documents: documents.length,
    sentences: sentences.length,
    tokens: ids.length,
    documentStarts,
    sentenceStarts,
    readTokens,
    read,
    document: (at) =>
      (documents[at] ?? []).map((_, place) => {
        const first = (documentStarts[at] ?? 0) + place;
        return read(first, first + 1);
      }),
    close: () => undefined,
  };
}
