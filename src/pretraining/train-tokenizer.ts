import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { BerthError } from "../base/index.js";
import { createRunDirectory, writeFilesAtomic } from "../directory/index.js";
import type { ReadOptions } from "../records/index.js";
import { trainVocabulary, type VocabularyKind } from "../tokenizer/index.js";
import { corpusTexts, type ReadingProgress } from "./corpus/corpus-texts.js";

/** What a tokenizer is trained on, and how. */
export interface TokenizerSettings {
  /** Text files, folders of them, or files with columns where `textColumn` is given. */
  readonly data: string | readonly string[];
  /** Column that holds the texts. */
  readonly textColumn?: string | undefined;
  /** How files with columns are read, where they do not tell it themselves. */
  readonly read?: ReadOptions | undefined;
  /** Folder that the files are written to. */
  readonly output: string;
  /** Tokens at most, special ones included. 30,000 by default. */
  readonly vocabularySize?: number | undefined;
  /** `wordpiece` by default. */
  readonly kind?: VocabularyKind | undefined;
  /** Whether capital letters and accents stay. Off by default. */
  readonly cased?: boolean | undefined;
  /** How often two tokens must stand side by side to become one; not for `unigram`. 2 by default. */
  readonly minFrequency?: number | undefined;
  /** Tokens that are kept whole, behind BERT's own. */
  readonly specialTokens?: readonly string[] | undefined;
  /** Tokens at which texts are cut. 512 by default. */
  readonly maxLength?: number | undefined;
  /** Whether files that are there may be replaced. Off by default. */
  readonly force?: boolean | undefined;
}

/** Who is told of a training. */
export interface TokenizerListener {
  readonly onReading?: ((progress: ReadingProgress) => void) | undefined;
  /** Is told how far the learning is that follows the reading. */
  readonly onLearning?: ((done: number, total: number) => void) | undefined;
  /** Sentences that say what was found out about a file. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** A tokenizer that was trained. */
export interface TokenizerReport {
  readonly output: string;
  /** Names of the files in it. */
  readonly files: readonly string[];
  /** Tokens; fewer than asked for where the corpus gives no more. */
  readonly vocabularySize: number;
  /** Special tokens, and tokens of one character. */
  readonly initialTokens: number;
  /** Words in the corpus, and different ones. */
  readonly words: number;
  readonly differentWords: number;
}

/** The settings with every default. */
export function resolvedTokenizer(settings: TokenizerSettings) {
  const { kind = "wordpiece", minFrequency = 2 } = settings;
  return {
    data: [settings.data].flat(),
    textColumn: settings.textColumn,
    kind,
    vocabularySize: settings.vocabularySize ?? 30_000,
    ...(kind === "unigram" ? {} : { minFrequency }),
    cased: settings.cased ?? false,
    specialTokens: settings.specialTokens ?? [],
    maxLength: settings.maxLength ?? 512,
    output: settings.output,
  };
}

/**
 * Learns a vocabulary from texts and writes the files of its tokenizer: `tokenizer.json`,
 * `tokenizer_config.json`, `special_tokens_map.json` and, of a WordPiece, `vocab.txt`, as transformers
 * reads them. The same texts always give the same files.
 *
 * @throws OUTPUT_EXISTS, CORPUS_EMPTY, VOCABULARY_TOO_SMALL, DISK_FULL, FILE_UNWRITABLE, and the codes of
 * the files that are read
 *
 * @example
 * await trainTokenizer({ data: ["books"], output: "tokenizers/books", vocabularySize: 8000 });
 * const tokenizer = await loadTokenizer("tokenizers/books");
 */
export async function trainTokenizer(
  settings: TokenizerSettings,
  { onReading, onLearning, onNote }: TokenizerListener = {},
): Promise<TokenizerReport> {
  const { output, force = false } = settings;
  requireFree(output, force);
  const { data, textColumn, cased, ...resolved } = resolvedTokenizer(settings);
  const texts = corpusTexts(
    { paths: data, textColumn, read: settings.read },
    { onProgress: onReading, onNote },
  );
  const { files, ...facts } = await trainVocabulary(
    plainTexts(texts),
    { minFrequency: 0, ...resolved, lowerCase: !cased },
    onLearning,
  );
  if (!existsSync(output)) await createRunDirectory(output);
  await writeFilesAtomic(output, files);
  // Of a tokenizer of another kind that was here; the new one is whole by now.
  for (const name of names) {
    if (!(name in files)) await rm(join(output, name), { force: true });
  }
  return { output, files: Object.keys(files), ...facts };
}

/** Files that make a tokenizer of any kind. */
const names = [
  "tokenizer.json",
  "vocab.txt",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "vocab.json",
  "merges.txt",
  "added_tokens.json",
];

function requireFree(output: string, force: boolean): void {
  const found = names.filter((name) => existsSync(join(output, name)));
  if (force || found.length === 0) return;
  throw new BerthError(
    "OUTPUT_EXISTS",
    `${output}: already holds ${found.join(", ")}; nothing was touched. Name another --output, or add --force to replace them`,
    { output, files: found },
  );
}

async function* plainTexts(
  texts: AsyncIterable<readonly { readonly text: string }[]>,
): AsyncGenerator<string[]> {
  for await (const some of texts) yield some.map(({ text }) => text);
}
