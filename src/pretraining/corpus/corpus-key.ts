import { createHash } from "node:crypto";
import { extname } from "node:path";
import { fileHash } from "../../records/index.js";
import type { Tokenizer } from "../../tokenizer/index.js";
import { corpusFiles } from "./corpus-files.js";
import type { CorpusSource } from "./corpus-source.js";

/** Of how texts are cut and written; goes up when that changes. */
const VERSION = 2;

/**
 * What names a corpus: the bytes of its files in their order, how they are read, and the tokenizer. How a
 * table is read is told by the ending of its name too: quotes are signs of a text in a `.tsv`.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE, CORPUS_EMPTY
 */
export async function corpusKey(
  source: CorpusSource,
  tokenizer: Tokenizer,
  onProgress: (progress: {
    readonly bytes: number;
    readonly totalBytes: number;
  }) => void = () => {},
): Promise<string> {
  const files = await corpusFiles(source);
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const hashes: string[] = [];
  for (const { file, bytes } of files) {
    hashes.push(await fileHash(file));
    done += bytes;
    onProgress({ bytes: done, totalBytes });
  }
  const { textColumn = null, read = {} } = source;
  // The length at which a tokenizer cuts is nothing to a corpus.
  const { "tokenizer.json": definition } = tokenizer.files({ modelMaxLength: 0 });
  const endings = files.map(({ file }) => extname(file).toLowerCase());
  const facts = {
    version: VERSION,
    // Where sentences and Chinese words begin is in ICU's data.
    icu: process.versions["icu"] ?? null,
    hashes,
    textColumn,
    ...(textColumn === null ? {} : { endings }),
    read,
    definition,
  };
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);
}
