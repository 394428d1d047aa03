import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { BerthError, unreachable } from "../../base/index.js";
import { readFault, replaceDirectory, writeFault } from "../../directory/index.js";
import { type Tokenizer, UNCUT } from "../../tokenizer/index.js";
import { type Corpus, readCorpus } from "./corpus.js";
import { type CorpusCounts, type WrittenSentence, writeCorpusFolder } from "./corpus-folder.js";
import { corpusKey } from "./corpus-key.js";
import type { CorpusSource } from "./corpus-source.js";
import { type CorpusText, corpusTexts, emptyCorpus, type ReadingProgress } from "./corpus-texts.js";
import { splitSentences } from "./split-sentences.js";
import { removeUnfinished, unfinishedName } from "./unfinished.js";
import { wordStarts } from "./word-starts.js";

export interface CorpusOptions {
  readonly tokenizer: Tokenizer;
  /** Folder that keeps corpora as token ids, each in a folder named by its key. */
  readonly cacheFolder: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CorpusProgress) => void) | undefined;
  /** Sentences that say what was found out about a file. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** How far a corpus is: its files are hashed first, and tokenised where it is not kept yet. */
export interface CorpusProgress extends ReadingProgress, CorpusCounts {
  readonly phase: "hashing" | "tokenizing";
}

/**
 * Opens a corpus as token ids: tokenised once and kept, or as it was kept. The files may be larger than
 * memory. A killed or interrupted call leaves nothing that is taken for a corpus.
 *
 * @throws CORPUS_EMPTY, FILE_MISSING, FILE_UNREADABLE, FILE_ENCODING, NULL_BYTE, COLUMN_MISSING,
 * COLUMN_UNCLEAR, DISK_FULL, FILE_UNWRITABLE, the codes of `readTable`, and the signal's reason
 *
 * @example
 * const corpus = await openCorpus({ paths: ["books"] }, { tokenizer, cacheFolder: "runs/mini/corpus" });
 * const [first] = corpus.document(0);
 */
export async function openCorpus(source: CorpusSource, options: CorpusOptions): Promise<Corpus> {
  const { tokenizer, cacheFolder, signal, onProgress = () => {}, onNote } = options;
  let counts: CorpusCounts = { documents: 0, sentences: 0, tokens: 0 };
  const key = await corpusKey(source, tokenizer, (progress) => {
    signal?.throwIfAborted();
    onProgress({ phase: "hashing", ...progress, ...counts });
  });
  const folder = join(cacheFolder, key);
  const kept = await keptCorpus(folder, key);
  if (kept !== undefined) return kept;
  await removeUnfinished(cacheFolder);
  const texts = corpusTexts(source, {
    onNote,
    onProgress: (progress) => onProgress({ phase: "tokenizing", ...progress, ...counts }),
  });
  // Two processes may make the same corpus at once: each writes into a folder of its own.
  const own = join(cacheFolder, unfinishedName(key));
  await replaceDirectory(own, async (fresh) => {
    counts = await writeCorpusFolder(fresh, sentencesOf(texts, tokenizer, signal), (written) => {
      counts = written;
    });
    if (counts.tokens === 0) throw emptyCorpus(source);
  });
  const others = await keptCorpus(folder, key);
  try {
    // What stands there otherwise is not whole.
    await rm(others === undefined ? folder : own, { recursive: true, force: true });
    if (others !== undefined) return others;
    await rename(own, folder);
  } catch (cause) {
    throw writeFault(folder, cause);
  }
  const made = await readCorpus(folder, { key, isFromCache: false });
  return made ?? unreachable("a corpus just written is not whole");
}

async function keptCorpus(folder: string, key: string): Promise<Corpus | undefined> {
  try {
    return await readCorpus(folder, { key, isFromCache: true });
  } catch (cause) {
    const fault = readFault(folder, cause);
    // It is not there, or somebody removed a part of it: it is made anew.
    if (fault instanceof BerthError && fault.code !== "FILE_UNREADABLE") return undefined;
    throw fault;
  }
}

/** The sentences of texts as tokens; those without any are left out. */
async function* sentencesOf(
  texts: AsyncIterable<readonly CorpusText[]>,
  tokenizer: Tokenizer,
  signal: AbortSignal | undefined,
): AsyncGenerator<WrittenSentence[]> {
  let startsDocument = false;
  for await (const some of texts) {
    signal?.throwIfAborted();
    const sentences = some.flatMap((text) =>
      splitSentences(text.text).map((sentence, index) => ({
        sentence,
        isFirst: index === 0 && text.startsDocument,
      })),
    );
    const encodings = await tokenizer.encode(
      sentences.map(({ sentence }) => sentence),
      { maxLength: UNCUT, offsets: true, specialTokens: false },
    );
    const written: WrittenSentence[] = [];
    for (const [index, { sentence, isFirst }] of sentences.entries()) {
      startsDocument ||= isFirst;
      const { tokenIds: ids, offsets, words } = encodings[index] ?? unreachable("a lost sentence");
      if (ids.length === 0 || offsets === undefined || words === undefined) continue;
      written.push({ ids, wordStarts: wordStarts(sentence, { words, offsets }), startsDocument });
      startsDocument = false;
    }
    yield written;
  }
}
