import { BerthError, type JsonObject } from "../base/index.js";

/**
 * Refuses a model whose masked-language head has a table of words of its own: Berth's reads that of the
 * embeddings, and would be another head.
 *
 * @param config - content of `config.json`
 * @param file - its name, for the sentence
 * @throws CONFIG_UNSUPPORTED
 */
export function requireTiedWords(config: JsonObject, file: string): void {
  if (config["tie_word_embeddings"] !== false) return;
  throw new BerthError(
    "CONFIG_UNSUPPORTED",
    `${file}: "tie_word_embeddings" must be true: the masked-language head reads the word table; got false`,
    { file, key: "tie_word_embeddings", value: false },
  );
}
