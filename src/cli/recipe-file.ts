import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { BerthError, isJsonObject, type JsonObject } from "../base/index.js";

/**
 * Reads a `--config` file: YAML, of which JSON is a part; the names and values are not checked yet.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE; RECIPE_BROKEN with the line where the text is not YAML
 */
export async function readRecipeFile(file: string): Promise<JsonObject> {
  const document = parseDocument(await readText(file));
  const [fault] = document.errors;
  if (fault) {
    const line = fault.linePos?.[0].line ?? 1;
    const [what = ""] = fault.message.split(/ at line |\n/);
    const message = `${file} line ${line}: must be YAML or JSON; ${what}`;
    throw new BerthError("RECIPE_BROKEN", message, { file, line }, { cause: fault });
  }
  const content: unknown = document.toJS();
  if (isJsonObject(content)) return content;
  const message = `${file}: must hold names and values, such as "epochs: 3"; it holds ${JSON.stringify(content)}`;
  throw new BerthError("RECIPE_BROKEN", message, { file });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      const message = `${file}: the file of --config does not exist; check its path`;
      throw new BerthError("FILE_MISSING", message, { file }, { cause: error });
    }
    const message = `${file}: the file of --config cannot be read (${code})`;
    throw new BerthError("FILE_UNREADABLE", message, { file }, { cause: error });
  }
}
