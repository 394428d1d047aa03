import { availableParallelism } from "node:os";
import { join } from "node:path";
import { BerthError } from "../base/index.js";
import { checkModelDirectory, readConfig, resolveModel } from "../directory/index.js";
import { chooseEngine, type Device, type EngineName } from "../engine/index.js";
import { bertArchitecture } from "../models/index.js";
import type { GappedText, SuggestedWord, SuggestWords } from "../records/index.js";
import { loadTokenizer, type Tokenizer } from "../tokenizer/index.js";
import { type MaskedLanguage, openMaskedLanguage } from "./masked-language.js";
import { requireVocabulary } from "./require-vocabulary.js";

/** A model that says which words fit the gaps of texts. */
export interface ContextualWords {
  readonly suggest: SuggestWords;
  close(): Promise<void>;
}

/** What computes the suggestions. */
export interface ContextualCompute {
  readonly engine?: EngineName | "auto" | undefined;
  readonly device?: Device | "auto" | undefined;
  readonly threads?: number | undefined;
  /** Refuses, with its reason, what is asked for once it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Texts that are computed together at most, so that what comes of them is told before all are done. */
const TEXTS_AT_ONCE = 256;
/** Words of a gap at most. */
const WORDS_OF_GAP = 10;
/** Tokens of each character of a gap that had several. */
const TOKENS_OF_PART = 3;

const unspaced = /^\p{Script=Han}+$/u;
/** A token that is a word, as `shownTokens` shows it: letters behind a space, or a sign that is written without spaces. */
const wholeWord = /^ (\p{L}+)$|^(\p{Script=Han})$/u;

/**
 * Opens a masked language model to suggest words. A gap takes one token, a whole word; where the hidden
 * word is Chinese it takes one for each character. What is asked for at the same time is computed together.
 *
 * @param name - a model directory, or the name of a model on the hub
 * @throws HEAD_MISSING when the model has no masked-language head
 * @throws TOKENIZER_MISMATCH when its tokenizer knows more tokens than it has words
 */
export async function openContextualWords(
  name: string,
  {
    engine: wish = "auto",
    device = "auto",
    threads = availableParallelism(),
    signal,
  }: ContextualCompute,
): Promise<ContextualWords> {
  const { directory } = await resolveModel(name);
  await checkModelDirectory(directory);
  const tokenizer = await loadTokenizer(directory);
  const source = join(directory, "config.json");
  requireVocabulary(
    directory,
    tokenizer,
    bertArchitecture(await readConfig(directory), { source }),
  );
  const { mask } = tokenizer.specialIds;
  if (mask === undefined) throw noMask(directory);
  const engine = await chooseEngine({ engine: wish, device });
  const language = await openMaskedLanguage(directory, { engine, threads, precision: "f32" });
  const words = { tokenizer, language, mask, words: await wholeWords(tokenizer), signal };
  const waiting: Waiting[] = [];
  let isAnswering = false;
  const answer = async (): Promise<void> => {
    while (waiting.length > 0) await answerSome(waiting.splice(0, TEXTS_AT_ONCE), words);
    isAnswering = false;
  };
  return {
    suggest: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        if (isAnswering) return;
        isAnswering = true;
        setImmediate(() => void answer());
      }),
    close: language.close,
  };
}

interface Waiting {
  readonly text: GappedText;
  readonly resolve: (words: SuggestedWord[][]) => void;
  readonly reject: (cause: unknown) => void;
}

async function answerSome(asked: readonly Waiting[], source: WordSource): Promise<void> {
  try {
    source.signal?.throwIfAborted();
    const found = await suggestAll(
      asked.map(({ text }) => text),
      source,
    );
    for (const [index, { resolve }] of asked.entries()) resolve(found[index] ?? []);
  } catch (cause) {
    for (const { reject } of asked) reject(cause);
  }
}

interface WordSource {
  readonly tokenizer: Tokenizer;
  readonly language: MaskedLanguage;
  readonly mask: number;
  /** Tokens that may be suggested, as they are written in a text. */
  readonly words: ReadonlyMap<number, string>;
  readonly signal: AbortSignal | undefined;
}

/** Tokens that are whole words, and no rest of a word, by their ids. */
async function wholeWords(tokenizer: Tokenizer): Promise<ReadonlyMap<number, string>> {
  const special = new Set<number>(Object.values(tokenizer.specialIds));
  const shown = await shownTokens(tokenizer);
  return new Map(
    shown.flatMap((text, id): [number, string][] => {
      const [, word, sign] = wholeWord.exec(text) ?? [];
      const found = word ?? sign;
      return found === undefined || special.has(id) ? [] : [[id, found]];
    }),
  );
}

/** The tokens of all ids as they are written in a text, those that begin a word behind a space. */
async function shownTokens(tokenizer: Tokenizer): Promise<string[]> {
  const ids = Array.from({ length: tokenizer.vocabularySize }, (_, id) => id);
  // Written in bytes: one sign may take several.
  if (tokenizer.spaceSign === "Ġ") return Promise.all(ids.map((id) => tokenizer.decode([id])));
  const written = tokenizer.tokens(ids);
  return tokenizer.spaceSign === ""
    ? written.map((token) => ` ${token}`)
    : written.map((token) => token.replace(tokenizer.spaceSign, " "));
}

async function suggestAll(
  texts: readonly GappedText[],
  { tokenizer, language, mask, words }: WordSource,
): Promise<SuggestedWord[][][]> {
  const sign = tokenizer.tokens([mask])[0] ?? "";
  const written = texts.map(({ parts, hidden }) =>
    parts.map((part, gap) => part + sign.repeat(sizeOf(hidden[gap]))).join(""),
  );
  const { positions } = language;
  const maxLength = Math.min(tokenizer.modelMaxLength ?? positions, positions);
  const encodings = await tokenizer.encode(written, { maxLength });
  const gapped = encodings.map(({ tokenIds, typeIds }, index) => {
    const places = Array.from(tokenIds.keys()).filter((place) => tokenIds[place] === mask);
    const wanted = texts[index]?.hidden.reduce((sum, word) => sum + sizeOf(word), 0) ?? 0;
    // A text that has the sign itself, or is too long to be read, is left as it is.
    return { tokenIds, typeIds, places: places.length === wanted ? places : [] };
  });
  const read = gapped.filter(({ places }) => places.length > 0);
  const likely = await language.likely(read, WORDS_OF_GAP, (token) => words.has(token));
  let next = 0;
  return gapped.map(({ places }, index) => {
    if (places.length === 0) return [];
    const found = likely[next++] ?? [];
    let from = 0;
    return (texts[index]?.hidden ?? []).map((word) => {
      const size = sizeOf(word);
      const parts = found
        .slice(from, from + size)
        .map((tokens) =>
          tokens.map(({ token, score }) => ({ word: words.get(token) ?? "", score })),
        );
      from += size;
      return size === 1 ? (parts[0] ?? []) : joined(parts);
    });
  });
}

/** Tokens that a gap takes. The rest behind the last part of a text takes none. */
function sizeOf(word: string | undefined): number {
  if (word === undefined) return 0;
  return unspaced.test(word) ? [...word].length : 1;
}

/** The likeliest words of several characters, each by itself. */
function joined(parts: readonly (readonly SuggestedWord[])[]): SuggestedWord[] {
  let words: SuggestedWord[] = [{ word: "", score: 1 }];
  for (const part of parts) {
    const signs = part
      .filter(({ word }) => unspaced.test(word) && sizeOf(word) === 1)
      .slice(0, TOKENS_OF_PART);
    words = words
      .flatMap((begun) =>
        signs.map(({ word, score }) => ({ word: begun.word + word, score: begun.score * score })),
      )
      .sort((a, b) => b.score - a.score)
      .slice(0, WORDS_OF_GAP);
  }
  return words;
}

function noMask(directory: string): BerthError {
  return new BerthError(
    "HEAD_MISSING",
    `${directory}: the tokenizer has no mask token, so this model cannot tell hidden words. Take one with a masked-language head, such as the output of berth pretrain.`,
    { directory, head: "masked-language" },
  );
}
