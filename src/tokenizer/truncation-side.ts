import { BerthError, isJsonObject, type Json, type JsonObject } from "../base/index.js";

/** Where the tokens are taken away of a text that is too long. */
export type TruncationSide = "left" | "right";

/**
 * The side that `tokenizer_config.json` names, or else the truncation of `tokenizer.json`, as in
 * transformers; `right` where neither does.
 *
 * @param file - the `tokenizer_config.json`
 * @throws TOKENIZER_BROKEN when the configuration names another side
 */
export function truncationSide(
  file: string,
  config: JsonObject,
  { truncation }: { readonly truncation?: Json },
): TruncationSide {
  const named = config["truncation_side"] ?? undefined;
  if (named === "left" || named === "right") return named;
  if (named !== undefined) {
    throw new BerthError(
      "TOKENIZER_BROKEN",
      `${file}: "truncation_side" must be "left" or "right"; ${JSON.stringify(named)} came. Write one of them, or leave it out`,
      { file, value: named },
    );
  }
  return isJsonObject(truncation) && truncation["direction"] === "Left" ? "left" : "right";
}
