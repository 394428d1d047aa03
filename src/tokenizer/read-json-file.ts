import { readFile } from "node:fs/promises";
import { BerthError, isJsonObject, type JsonObject } from "../base/index.js";

/**
 * The text of a file; undefined where there is none.
 *
 * @throws FILE_UNREADABLE
 */
export async function readTextFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    const message = `${file}: the system refuses to read the file (${code})`;
    throw new BerthError("FILE_UNREADABLE", message, { file }, { cause: error });
  }
}

/**
 * The object of a JSON file; undefined where there is no file.
 *
 * @throws TOKENIZER_BROKEN, FILE_UNREADABLE
 */
export async function readJsonFile(file: string): Promise<JsonObject | undefined> {
  const text = await readTextFile(file);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch (error) {
    throw brokenJson(file, (error as Error).message, error);
  }
  throw brokenJson(file, "it holds another kind of value");
}

function brokenJson(file: string, why: string, cause?: unknown): BerthError {
  return new BerthError(
    "TOKENIZER_BROKEN",
    `${file}: the file must hold a JSON object; it does not (${why}). Copy the model's files again`,
    { file },
    { cause },
  );
}
