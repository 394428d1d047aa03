import { existsSync } from "node:fs";
import { join } from "node:path";
import { BerthError } from "../base/index.js";
import { changesLength, readPipelineFile, textCleaner } from "../records/index.js";
import type { TextInput, Tokenizer } from "../tokenizer/index.js";

/**
 * The tokenizer of a model directory as its model was trained with it: where the directory holds a
 * `cleaning.json`, every text is cleaned before it is encoded.
 *
 * @throws CLEANING_UNKNOWN, CLEANING_SETTING, CLEANING_BROKEN; `encode` throws CLEANING_OFFSETS when
 *   it is asked where tokens stand and the cleaning moves characters
 */
export async function cleanedTokenizer(
  directory: string,
  tokenizer: Tokenizer,
): Promise<Tokenizer> {
  const file = join(directory, "cleaning.json");
  if (!existsSync(file)) return tokenizer;
  const pipeline = await readPipelineFile(file);
  const clean = await textCleaner(pipeline);
  const cleanInput = (input: TextInput): TextInput =>
    typeof input === "string" ? clean(input) : [clean(input[0]), clean(input[1])];
  const movesCharacters = changesLength(pipeline);
  return {
    ...tokenizer,
    async encode(texts, options) {
      if (options.offsets === true && movesCharacters) throw offsetsLost(file);
      return tokenizer.encode(texts.map(cleanInput), options);
    },
  };
}

function offsetsLost(file: string): BerthError {
  return new BerthError(
    "CLEANING_OFFSETS",
    `${file}: its steps move characters, so places in the cleaned text are not places in yours. Train without these steps, on data that were cleaned before places were marked in them.`,
    { file },
  );
}
