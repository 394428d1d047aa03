import { readFile } from "node:fs/promises";
import { BerthError, isJsonObject, type JsonObject } from "../base/index.js";
import { readFault } from "./file-error.js";
import { jsonFault } from "./json-fault.js";

/**
 * Reads a JSON file that holds one object.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE
 * @throws JSON_BROKEN naming the line, when it is not JSON or not an object
 */
export async function readJson(file: string): Promise<JsonObject> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw readFault(file, cause);
  });
  return parseJsonObject(text, file);
}

/**
 * Parses a text that must be one JSON object.
 *
 * @param source - the file's name, for the sentences
 * @param firstLine - number of the text's first line in the file
 * @throws JSON_BROKEN
 */
export function parseJsonObject(text: string, source: string, firstLine = 1): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const offset = jsonFault(text)?.offset ?? 0;
    const line = firstLine + text.slice(0, offset).split("\n").length - 1;
    const found = offset < text.length ? JSON.stringify(text[offset]) : "the end of the text";
    throw new BerthError(
      "JSON_BROKEN",
      `${source} line ${line}: must be JSON; it breaks at ${found}`,
      { file: source, line },
      { cause },
    );
  }
  if (isJsonObject(value)) return value;
  throw new BerthError(
    "JSON_BROKEN",
    `${source} line ${firstLine}: must hold a JSON object, { "name": value, ... }`,
    { file: source, line: firstLine },
  );
}
