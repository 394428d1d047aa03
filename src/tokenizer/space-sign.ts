import { isJsonObject, type Json } from "../base/index.js";

/** A tokenizer's definition, as far as it is read here. */
interface PreTokenizing {
  readonly pre_tokenizer?: Json;
}

/**
 * What the tokens behind a space begin with: `▁` where words are all that stands between spaces, with their
 * punctuation (Metaspace), `Ġ` where tokens are written in bytes, nothing in other tokenizers.
 */
export type SpaceSign = "▁" | "Ġ" | "";

const signs: Readonly<Record<string, SpaceSign>> = { Metaspace: "▁", ByteLevel: "Ġ" };

export function spaceSign({ pre_tokenizer: splits }: PreTokenizing): SpaceSign {
  if (!isJsonObject(splits)) return "";
  const { type, pretokenizers } = splits as Readonly<Record<string, Json>>;
  if (type !== "Sequence") return signs[String(type)] ?? "";
  const parts = Array.isArray(pretokenizers) ? pretokenizers : [];
  return parts.map((part) => spaceSign({ pre_tokenizer: part })).find((sign) => sign !== "") ?? "";
}
