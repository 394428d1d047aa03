import { open } from "node:fs/promises";
import { join } from "node:path";
import { writeJson } from "../../directory/index.js";

/** How much a corpus holds. */
export interface CorpusCounts {
  readonly documents: number;
  readonly sentences: number;
  readonly tokens: number;
}

/** The files of a corpus that is kept. */
export const corpusParts = {
  counts: "corpus.json",
  /** `[tokens]` uint32: an id and, in the last bit, whether a word begins. */
  tokens: "tokens.bin",
  /** `[sentences + 1]` float64. */
  sentences: "sentences.bin",
  /** `[documents + 1]` float64. */
  documents: "documents.bin",
} as const;

/** The bit that says that a word begins. */
export const wordBit = 1;

const writtenToken = (id: number, startsWord: number): number => id * 2 + startsWord;

/** The id of a written token. */
export const tokenOf = (written: number): number => written >>> 1;

/** A sentence as it goes into a corpus. */
export interface WrittenSentence {
  readonly ids: Int32Array;
  readonly wordStarts: Uint8Array;
  readonly startsDocument: boolean;
}

/**
 * Writes the files of a corpus into a folder that is there.
 *
 * @param batches - the sentences, a few at a time; the first starts a document
 * @param onBatch - is told how much is written
 */
export async function writeCorpusFolder(
  folder: string,
  batches: AsyncIterable<readonly WrittenSentence[]>,
  onBatch: (counts: CorpusCounts) => void,
): Promise<CorpusCounts> {
  const part = (name: "tokens" | "sentences" | "documents") =>
    open(join(folder, corpusParts[name]), "w");
  const [tokenFile, sentenceFile, documentFile] = await Promise.all([
    part("tokens"),
    part("sentences"),
    part("documents"),
  ]);
  let [documents, sentences, tokens] = [0, 0, 0];
  try {
    for await (const batch of batches) {
      const sentenceStarts: number[] = [];
      const documentStarts: number[] = [];
      for (const { ids, startsDocument } of batch) {
        if (startsDocument) documentStarts.push(sentences);
        sentenceStarts.push(tokens);
        sentences += 1;
        tokens += ids.length;
      }
      documents += documentStarts.length;
      await tokenFile.writeFile(bytesOf(writtenTokens(batch)));
      await sentenceFile.writeFile(bytesOf(Float64Array.from(sentenceStarts)));
      await documentFile.writeFile(bytesOf(Float64Array.from(documentStarts)));
      onBatch({ documents, sentences, tokens });
    }
    await sentenceFile.writeFile(bytesOf(Float64Array.of(tokens)));
    await documentFile.writeFile(bytesOf(Float64Array.of(sentences)));
  } finally {
    await Promise.all([tokenFile, sentenceFile, documentFile].map((file) => file.close()));
  }
  const counts = { documents, sentences, tokens };
  await writeJson(join(folder, corpusParts.counts), counts);
  return counts;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function writtenTokens(batch: readonly WrittenSentence[]): Uint32Array {
  const written = new Uint32Array(batch.reduce((sum, { ids }) => sum + ids.length, 0));
  let at = 0;
  for (const { ids, wordStarts } of batch) {
    for (const [index, id] of ids.entries()) {
      written[at + index] = writtenToken(id, wordStarts[index] ?? 0);
    }
    at += ids.length;
  }
  return written;
}
