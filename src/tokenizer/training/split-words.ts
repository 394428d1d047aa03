import { Tokenizer as NativeTokenizer } from "tokenizers";
import { type SpecialTokens, specialTokens } from "../special-tokens.js";
import { type DefinitionParts, tokenizerDefinition } from "../tokenizer-definition.js";

const noTokens: SpecialTokens = specialTokens();

/** What cuts a text into words as the finished tokenizer will, before its model sees them. */
export function wordSplitter(
  parts: Omit<DefinitionParts, "model">,
): (text: string) => readonly string[] {
  const model = { type: "WordLevel", vocab: {}, unk_token: noTokens.unk };
  const definition = tokenizerDefinition({ ...parts, model }, [], noTokens);
  const native = NativeTokenizer.fromString(JSON.stringify(definition));
  const normalizer = native.getNormalizer();
  const preTokenizer = native.getPreTokenizer();
  return (text) => {
    const normal = normalizer?.normalizeString(text) ?? text;
    return preTokenizer?.preTokenizeString(normal).map(([word]) => word) ?? [normal];
  };
}
