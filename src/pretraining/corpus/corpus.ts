import { closeSync, openSync, readSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../../directory/index.js";
import { type CorpusCounts, corpusParts, tokenOf, wordBit } from "./corpus-folder.js";
import { readNumbers } from "./read-numbers.js";

/** Tokens of sentences, without special tokens. */
export interface CorpusTokens {
  /** `[S]` token ids. */
  readonly ids: Int32Array;
  /** `[S]` 1 where a word begins, 0 where a token goes on in the word before it. */
  readonly wordStarts: Uint8Array;
}

/**
 * A corpus as token ids: documents of sentences, in the order of the files. The tokens stay on the
 * disk; memory holds 8 bytes for each sentence and each document.
 *
 * Axes: D documents, of one sentence or more; N sentences, of one token or more.
 */
export interface Corpus extends CorpusCounts {
  /** The same for the same texts, cut in the same way by the same tokenizer. */
  readonly key: string;
  /** Whether it was found ready. */
  readonly isFromCache: boolean;
  /** `[D + 1]` the first sentence of each document; at last N. */
  readonly documentStarts: Float64Array;
  /** `[N + 1]` the first token of each sentence; at last the number of tokens. */
  readonly sentenceStarts: Float64Array;
  /** The tokens from `from` to before `to`; reads the file once, synchronously. */
  readTokens(from: number, to: number): CorpusTokens;
  /** The tokens of the sentences from `first` to before `end`, one behind the other. */
  read(first: number, end: number): CorpusTokens;
  /** The sentences of a document. */
  document(document: number): CorpusTokens[];
  close(): void;
}

/** Opens the folder of a corpus; undefined where it is not whole. */
export async function readCorpus(
  folder: string,
  { key, isFromCache }: Pick<Corpus, "key" | "isFromCache">,
): Promise<Corpus | undefined> {
  const counts = (await readJson(join(folder, corpusParts.counts))) as unknown as CorpusCounts;
  const documentStarts = await readNumbers(join(folder, corpusParts.documents));
  const sentenceStarts = await readNumbers(join(folder, corpusParts.sentences));
  const { size } = await stat(join(folder, corpusParts.tokens));
  const isWhole =
    documentStarts.at(-1) === counts.sentences &&
    sentenceStarts.at(-1) === counts.tokens &&
    size === counts.tokens * Uint32Array.BYTES_PER_ELEMENT;
  if (!isWhole) return undefined;
  const file = openSync(join(folder, corpusParts.tokens), "r");
  const readTokens = (from: number, to: number): CorpusTokens => {
    const written = new Uint32Array(to - from);
    readSync(file, written, 0, written.byteLength, from * written.BYTES_PER_ELEMENT);
    return {
      ids: Int32Array.from(written, tokenOf),
      wordStarts: Uint8Array.from(written, (token) => token & wordBit),
    };
  };
  const read = (first: number, end: number): CorpusTokens => {
    const from = sentenceStarts[first] ?? 0;
    return readTokens(from, sentenceStarts[end] ?? from);
  };
  return {
    ...counts,
    key,
    isFromCache,
    documentStarts,
    sentenceStarts,
    readTokens,
    read,
    document(document) {
      const first = documentStarts[document] ?? 0;
      const end = documentStarts[document + 1] ?? first;
      const { ids, wordStarts } = read(first, end);
      const from = sentenceStarts[first] ?? 0;
      return Array.from({ length: end - first }, (_, index) => {
        const range = [first + index, first + index + 1].map(
          (sentence) => (sentenceStarts[sentence] ?? 0) - from,
        );
        return { ids: ids.subarray(...range), wordStarts: wordStarts.subarray(...range) };
      });
    },
    close: () => closeSync(file),
  };
}
