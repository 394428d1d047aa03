import { expect, test } from "vitest";
import { elementCount } from "../base/index.js";
import { encoderParameters, poolerParameters } from "./parameters.js";
import { bertArchitecture } from "./read-architecture.js";

const config = (layers: number, hidden: number, heads: number) => ({
  model_type: "bert",
  vocab_size: 30522,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  hidden_size: hidden,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  intermediate_size: 4 * hidden,
});

// Counts of `sum(p.numel() for p in BertModel(config).parameters())` in transformers.
test.each([
  ["BERT base", config(12, 768, 12), 109_482_240],
  ["BERT large", config(24, 1024, 16), 335_141_888],
  ["MiniLM-L6", config(6, 384, 12), 22_713_216],
])("%s has the parameters that transformers counts", (_, json, expected) => {
  const architecture = bertArchitecture(json);
  const parameters = [...encoderParameters(architecture), ...poolerParameters(architecture)];
  expect(parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(expected);
});

test("--encoder-layers keeps the first layers and refuses more than there are", () => {
  expect(bertArchitecture(config(12, 768, 12), { encoderLayers: 4 }).layerCount).toBe(4);
  expect(() => bertArchitecture(config(12, 768, 12), { encoderLayers: 13 })).toThrow(
    "--encoder-layers 13: must be a whole number from 1 to 12, the layers of this model",
  );
});

test.each([
  ["gelu_python", "gelu"],
  ["gelu_fast", "gelu_new"],
  ["gelu_pytorch_tanh", "gelu_new"],
])("the activation %s is %s under another name", (hidden_act, activation) => {
  expect(bertArchitecture({ ...config(2, 64, 2), hidden_act })).toMatchObject({ activation });
});

test("an activation that is not built is refused by name", () => {
  expect(() => bertArchitecture({ ...config(2, 64, 2), hidden_act: "constructor" })).toThrow();
  expect(() => bertArchitecture({ ...config(2, 64, 2), hidden_act: "swish" })).toThrow(
    'config.json: "hidden_act" must be one of gelu, gelu_python, gelu_new, gelu_fast, gelu_pytorch_tanh, relu; got "swish"',
  );
});
