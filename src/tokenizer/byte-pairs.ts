import { isJsonObject, type JsonObject } from "../base/index.js";

/** `vocab.json` and `merges.txt`, which older readers look for; none for a tokenizer of another kind. */
export function bytePairFiles(definition: JsonObject): Record<string, string> {
  const model = definition["model"];
  if (!isJsonObject(model) || model["type"] !== "BPE") return {};
  const merges = model["merges"] as readonly (string | readonly string[])[];
  const lines = merges.map((pair) => (typeof pair === "string" ? pair : pair.join(" ")));
  return {
    "vocab.json": `${JSON.stringify(model["vocab"])}\n`,
    "merges.txt": ["#version: 0.2", ...lines, ""].join("\n"),
  };
}
