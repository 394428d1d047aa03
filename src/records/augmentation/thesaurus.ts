import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { BerthError, isJsonObject } from "../../base/index.js";

/** Where synonyms come from. */
export interface Thesaurus {
  /** Synonyms of a word, whatever its case, each once and in a fixed order; none where it is unknown. */
  synonyms(word: string): readonly string[];
}

/** A thesaurus of words in lower case. */
export function thesaurusOf(entries: ReadonlyMap<string, readonly string[]>): Thesaurus {
  return { synonyms: (word) => entries.get(word.toLowerCase()) ?? [] };
}

/**
 * Reads a user's own thesaurus, of any language: a line a word, `word<TAB>synonym,synonym`, or where
 * the name ends in `.json` one object, `{"word": ["synonym"]}`. A word that is there twice has the
 * synonyms of both.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE, THESAURUS_BROKEN
 *
 * @example
 * (await readThesaurus("words.tsv")).synonyms("高兴"); // ["愉快", "开心"]
 */
export async function readThesaurus(file: string): Promise<Thesaurus> {
  const content = (await readText(file)).replace(/^\ufeff/, "");
  const isJson = extname(file).toLowerCase() === ".json";
  const entries = new Map<string, string[]>();
  for (const [word, synonyms] of isJson ? jsonEntries(file, content) : lineEntries(file, content)) {
    const key = word.trim().toLowerCase();
    const known = entries.get(key) ?? [];
    const fresh = synonyms.map((synonym) => synonym.trim());
    const others = fresh.filter((synonym) => synonym !== "" && synonym.toLowerCase() !== key);
    entries.set(key, [...new Set([...known, ...others])]);
  }
  return thesaurusOf(entries);
}

type Entry = readonly [word: string, synonyms: readonly string[]];

function lineEntries(file: string, content: string): Entry[] {
  return content.split(/\r?\n/).flatMap((line, index): Entry[] => {
    if (line.trim() === "") return [];
    const [word = "", synonyms, ...more] = line.split("\t");
    if (word.trim() !== "" && synonyms !== undefined && more.length === 0) {
      return [[word, synonyms.split(/[,，、]/)]];
    }
    const fault = `a line must be a word, a tab, and synonyms with commas between them; ${JSON.stringify(line)} came`;
    return refuse(file, `${file} line ${index + 1}: ${fault}`);
  });
}

function jsonEntries(file: string, content: string): Entry[] {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    refuse(file, `${file}: must be JSON; it is not (${(cause as Error).message})`);
  }
  const shape = `must be one object such as {"good": ["fine", "decent"]}`;
  if (!isJsonObject(value)) return refuse(file, `${file}: ${shape}; another value came`);
  return Object.entries(value).map(([word, synonyms]): Entry => {
    if (Array.isArray(synonyms)) return [word, synonyms.map(String)];
    return refuse(file, `${file}: ${shape}; of "${word}" no list came`);
  });
}

function refuse(file: string, message: string): never {
  throw new BerthError("THESAURUS_BROKEN", message, { file });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT";
    const message = isMissing
      ? `${file}: there is no such thesaurus; check its path`
      : `${file}: the thesaurus cannot be read (${code})`;
    const errorCode = isMissing ? "FILE_MISSING" : "FILE_UNREADABLE";
    throw new BerthError(errorCode, message, { file }, { cause });
  }
}

/** A word in the case of another: `"Good"` and `"fine"` give `"Fine"`, `"GOOD"` gives `"FINE"`. */
export function inCaseOf(model: string, word: string): string {
  const isUpper =
    model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase();
  if (isUpper) return word.toUpperCase();
  const [first = ""] = model;
  if (first === first.toLowerCase()) return word;
  const [initial = "", ...rest] = word;
  return initial.toUpperCase() + rest.join("");
}
