import { BerthError, isJsonObject, type Json, type JsonObject } from "../base/index.js";

// Names of tokenizer_config.json, and what they are called in tokenizer.json.
const settings: readonly (readonly [string, string])[] = [
  ["do_lower_case", "lowercase"],
  ["strip_accents", "strip_accents"],
  ["tokenize_chinese_chars", "handle_chinese_chars"],
];

/**
 * The definition with BERT's normalizer as `tokenizer_config.json` sets it, which goes before
 * `tokenizer.json` as in transformers, and with lower-casing as asked, which goes before both.
 *
 * @throws TOKENIZER_BROKEN when lower-casing is asked of a tokenizer that has another normalizer
 */
export function settleNormalizer(
  file: string,
  definition: JsonObject,
  config: JsonObject,
  lowerCase: boolean | undefined,
): JsonObject {
  const { normalizer } = definition as { readonly normalizer?: Json };
  if (!isJsonObject(normalizer) || normalizer["type"] !== "BertNormalizer") {
    if (lowerCase === undefined) return definition;
    throw new BerthError(
      "TOKENIZER_BROKEN",
      `${file}: lower-casing can be set for a tokenizer with a BertNormalizer only; this one has none. Leave --lower-case out`,
      { file },
    );
  }
  const settled: Record<string, Json> = { ...normalizer };
  for (const [from, to] of settings) {
    const value = config[from];
    if (value !== undefined) settled[to] = value;
  }
  if (lowerCase !== undefined) settled["lowercase"] = lowerCase;
  return { ...definition, normalizer: settled };
}

/** A tokenizer's definition, as far as it is read here. */
interface Normalizing {
  readonly normalizer?: Json;
}

/** Whether a definition has BERT's normalizer. */
export function hasBertNormalizer({ normalizer }: Normalizing): boolean {
  return isJsonObject(normalizer) && normalizer["type"] === "BertNormalizer";
}

/** Whether a settled definition lower-cases. */
export function isLowerCasing({ normalizer }: Normalizing): boolean {
  if (!isJsonObject(normalizer)) return false;
  const { type, lowercase, normalizers } = normalizer as Readonly<Record<string, Json>>;
  if (type !== "Sequence") return type === "Lowercase" || lowercase === true;
  const parts = Array.isArray(normalizers) ? normalizers : [];
  return parts.some((part) => isLowerCasing({ normalizer: part }));
}
