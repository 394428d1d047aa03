import { existsSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer as NativeTokenizer } from "tokenizers";
import { BerthError, isJsonObject, type Json, type JsonObject } from "../base/index.js";
import { readAddedTokens, withNamedTokens } from "./added-tokens.js";
import { allSpecialIds } from "./all-special-ids.js";
import { isCased } from "./cased-words.js";
import { type Encoding, readEncoding, type TextInput } from "./encoding.js";
import { isLowerCasing, settleNormalizer } from "./normalizer.js";
import { readJsonFile, readTextFile } from "./read-json-file.js";
import { requirePlainBert } from "./require-plain-bert.js";
import { savedFiles } from "./saved-files.js";
import { spaceSign } from "./space-sign.js";
import { specialIds, specialTokens, tokenText } from "./special-tokens.js";
import type { EncodeOptions, Tokenizer } from "./tokenizer.js";
import { type TruncationSide, truncationSide } from "./truncation-side.js";
import { wordPieceDefinition } from "./word-piece.js";

/** Texts that are encoded between two turns of the event loop. */
const CHUNK_TEXTS = 512;

/** Above this, `model_max_length` is the placeholder that means "not known". */
const LARGEST_LENGTH = 1e9;

const isLength = (value: unknown): value is number =>
  typeof value === "number" && value > 0 && value < LARGEST_LENGTH;

/**
 * The tokenizer of a model directory, out of `tokenizer.json`, or of `vocab.txt` and the tokens that
 * were added to it, with the settings of `tokenizer_config.json`; in a folder of
 * Google's, which has none, the words of `vocab.txt` tell whether texts keep their case. Of the truncation
 * that the files ask for the side is kept; their padding is left out.
 *
 * @param options.lowerCase - goes before what the files say
 * @throws MODEL_FILE_MISSING, TOKENIZER_BROKEN, FILE_UNREADABLE
 *
 * @example
 * const tokenizer = await loadTokenizer("models/minilm");
 * const [encoding] = await tokenizer.encode(["Jim Henson was a puppeteer"], { maxLength: 10 });
 */
export async function loadTokenizer(
  directory: string,
  { lowerCase }: { readonly lowerCase?: boolean } = {},
): Promise<Tokenizer> {
  const configFile = join(directory, "tokenizer_config.json");
  const config = (await readJsonFile(configFile)) ?? {};
  const map = (await readJsonFile(join(directory, "special_tokens_map.json"))) ?? {};
  const { file, definition: written, caseNote } = await readDefinition(directory, config, map);
  const definition = settleNormalizer(
    file,
    { ...written, truncation: null, padding: null },
    config,
    lowerCase,
  );
  const side = truncationSide(configFile, config, written);
  const native = nativeTokenizer(file, definition);
  const tokens = specialTokens([config, map], (token) => native.tokenToId(token) !== null);
  const idOf = (token: string): number | null => native.tokenToId(token);
  const ids = specialIds(file, tokens, idOf);
  const { mask, ...required } = tokens;
  const present = ids.mask === undefined ? required : tokens;
  // What was written in parts of the files that are not saved.
  const kept = {
    ...withNamedTokens(config, map),
    ...(side === "left" ? { truncation_side: side } : {}),
  };
  const maxLength = config["model_max_length"];
  return {
    vocabularySize: idsEnd(definition, native),
    specialIds: ids,
    allSpecialIds: allSpecialIds(ids, definition, [config, map], idOf),
    lowerCase: isLowerCasing(definition),
    spaceSign: spaceSign(definition),
    ...(isLength(maxLength) ? { modelMaxLength: maxLength } : {}),
    truncationSide: side,
    ...(caseNote !== undefined && lowerCase === undefined ? { note: caseNote } : {}),
    encode: encoder(native, side),
    decode: (tokenIds, { skipSpecialTokens = false } = {}) =>
      native.decode(Array.from(tokenIds), skipSpecialTokens),
    tokens: (tokenIds) => Array.from(tokenIds, (id) => native.idToToken(id) ?? tokens.unk),
    files: (settings) => savedFiles({ definition, config: kept, tokens: present }, settings),
  };
}

async function readDefinition(
  directory: string,
  config: JsonObject,
  map: JsonObject,
): Promise<{ file: string; definition: JsonObject; caseNote?: string }> {
  const whole = join(directory, "tokenizer.json");
  const definition = await readJsonFile(whole);
  if (definition !== undefined) return { file: whole, definition };
  const vocabulary = join(directory, "vocab.txt");
  const text = await readTextFile(vocabulary);
  if (text !== undefined) {
    await requirePlainBert(directory, config);
    const added = await readAddedTokens(directory, config, map);
    const lines = text.split(/\r?\n/);
    const words = new Set([...lines, ...added.placed.map(({ content }) => content)]);
    const tokens = specialTokens([config, map], (token) => words.has(token));
    const isOpen = config["do_lower_case"] === undefined && isCased(lines);
    // transformers lower-cases what says nothing; it does not read Google's folders as they are.
    const keepsCase = isOpen && isGooglesRelease(directory);
    const definition = wordPieceDefinition(text, tokens, added, { lowerCase: !keepsCase });
    return {
      file: vocabulary,
      definition,
      ...(isOpen ? { caseNote: caseSentence(vocabulary, keepsCase) } : {}),
    };
  }
  throw new BerthError(
    "MODEL_FILE_MISSING",
    `${directory}: a model directory must hold tokenizer.json or vocab.txt; neither is there. Copy one of them from where the model came`,
    { directory, files: ["tokenizer.json", "vocab.txt"] },
  );
}

/** Whether a folder is as Google released BERT, without files of Hugging Face's. */
function isGooglesRelease(directory: string): boolean {
  const has = (name: string): boolean => existsSync(join(directory, name));
  return has("bert_config.json") && !has("config.json") && !has("tokenizer_config.json");
}

function caseSentence(file: string, keepsCase: boolean): string {
  const [does, other] = keepsCase ? ["keep their case", "true"] : ["are lower-cased", "false"];
  return `${file}: has words with capital letters and no file says whether texts are lower-cased: they ${does}. "do_lower_case": ${other} in a tokenizer_config.json beside it changes that`;
}

/** One more than the largest id: a vocabulary may have holes, so that it has more ids than tokens. */
function idsEnd(definition: JsonObject, native: NativeTokenizer): number {
  const { model, added_tokens: added } = definition as Readonly<Record<string, Json>>;
  const vocabulary = isJsonObject(model) ? model["vocab"] : undefined;
  let end = native.getVocabSize(true);
  for (const id of isJsonObject(vocabulary) ? Object.values(vocabulary) : []) {
    end = Math.max(end, Number(id) + 1);
  }
  for (const token of Array.isArray(added) ? added : []) {
    end = Math.max(end, (native.tokenToId(tokenText(token) ?? "") ?? -1) + 1);
  }
  return end;
}

function nativeTokenizer(file: string, definition: JsonObject): NativeTokenizer {
  try {
    return NativeTokenizer.fromString(JSON.stringify(definition));
  } catch (error) {
    throw new BerthError(
      "TOKENIZER_BROKEN",
      `${file}: the file must describe a tokenizer; the tokenizers library says: ${(error as Error).message}. Copy the model's files again`,
      { file },
      { cause: error },
    );
  }
}

function encoder(native: NativeTokenizer, direction: TruncationSide): Tokenizer["encode"] {
  const encode = async (
    texts: readonly TextInput[],
    {
      maxLength,
      offsets = false,
      sequences = false,
      specialTokens: addSpecialTokens = true,
    }: EncodeOptions,
  ): Promise<Encoding[]> => {
    native.setTruncation(maxLength, { direction });
    const encodings: Encoding[] = [];
    for (let start = 0; start < texts.length; start += CHUNK_TEXTS) {
      const chunk = texts.slice(start, start + CHUNK_TEXTS);
      const found = await Promise.all(
        chunk.map((text) => {
          const [first, second] = typeof text === "string" ? [text, null] : text;
          return native.encode(first, second, { addSpecialTokens });
        }),
      );
      for (const [index, text] of chunk.entries()) {
        const native = found[index] as (typeof found)[number];
        encodings.push(readEncoding(native, text, { offsets, sequences }));
      }
    }
    return encodings;
  };
  // The length is a state of the native tokenizer, so calls wait for one another.
  let last: Promise<unknown> = Promise.resolve();
  return (texts, options) => {
    const result = last.then(() => encode(texts, options));
    last = result.catch(() => undefined);
    return result;
  };
}
