import { expect, test } from "vitest";
import { isInLastLayers, layerRate } from "./layer-rates.js";

test.each([
  ["classifier.weight", 1],
  ["pooler.dense.bias", 1],
  ["encoder.layer.2.output.dense.weight", 1],
  ["encoder.layer.1.output.dense.weight", 0.5],
  ["encoder.layer.0.attention.self.query.weight", 0.25],
  ["embeddings.word_embeddings.weight", 0.125],
  ["embeddings.LayerNorm.bias", 0.125],
])("%s learns at %d of the rate, of three layers that halve it", (name, rate) => {
  expect(layerRate(name, { layerCount: 3, decay: 0.5 })).toBe(rate);
});

test.each([
  ["classifier.weight", false],
  ["pooler.dense.bias", true],
  ["encoder.layer.11.output.dense.weight", true],
  ["encoder.layer.9.output.dense.weight", false],
  ["embeddings.LayerNorm.bias", false],
])("%s among the last two of twelve layers and the pooler: %s", (name, isIn) => {
  expect(isInLastLayers(name, { layerCount: 12, count: 2 })).toBe(isIn);
  expect(isInLastLayers(name, { layerCount: 12, count: 0 })).toBe(false);
});
