import { expect, test } from "vitest";
import {
  encoderWithoutPooler,
  frozenPrefix,
  isFrozen,
  isInFrozenPrefix,
  parseFrozen,
} from "./frozen.js";

const six = { layerCount: 6 };

test("nothing but the key biases is frozen unless asked for", () => {
  const frozen = parseFrozen(undefined, six);
  expect(isFrozen("encoder.layer.0.attention.self.query.bias", frozen)).toBe(false);
  expect(isFrozen("encoder.layer.0.attention.self.key.bias", frozen)).toBe(true);
  expect(isInFrozenPrefix(-1, frozen)).toBe(false);
});

test("a list freezes the embeddings and ranges of layers", () => {
  const frozen = parseFrozen("embeddings,0-2,5", six);
  expect(isFrozen("embeddings.word_embeddings.weight", frozen)).toBe(true);
  expect(isFrozen("encoder.layer.2.output.dense.weight", frozen)).toBe(true);
  expect(isFrozen("encoder.layer.3.output.dense.weight", frozen)).toBe(false);
  expect(isFrozen("pooler.dense.weight", frozen)).toBe(false);
  expect([-1, 2, 3, 5].map((layer) => isInFrozenPrefix(layer, frozen))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("the whole encoder takes its pooler along, but not the head", () => {
  const frozen = parseFrozen("encoder", six);
  expect(isFrozen("pooler.dense.weight", frozen)).toBe(true);
  expect(isFrozen("head.0.weight", frozen)).toBe(false);
});

test.each(["6", "3-1", "pooler", "0-6", ""])("--freeze %j is refused", (text) => {
  expect(() => parseFrozen(text, six)).toThrow(
    "must be encoder, embeddings, or layers from 0 to 5",
  );
});

test.each([
  ["encoder", { layers: 6, keeps: "first" }],
  ["embeddings,0-5", { layers: 6, keeps: "first" }],
  ["embeddings,0-3,5", { layers: 4, keeps: "tokens" }],
  ["0,embeddings", { layers: 1, keeps: "tokens" }],
  ["embeddings,1-5", undefined],
  ["0-5", undefined],
  [undefined, undefined],
])("the frozen prefix of --freeze %s", (text, prefix) => {
  expect(frozenPrefix(parseFrozen(text, six), 6, "sequences")).toEqual(prefix);
});

test("of layers that share their weights none is frozen alone", () => {
  const shared = { layerCount: 6, layerGroups: 1 };
  expect(parseFrozen("embeddings", shared).embeddings).toBe(true);
  expect(parseFrozen("encoder", shared).layers.size).toBe(6);
  expect(parseFrozen(encoderWithoutPooler(6), shared)).toMatchObject({ encoder: false });
  expect(() => parseFrozen("embeddings,0-3", shared)).toThrow(
    expect.objectContaining({
      code: "LAYERS_SHARED",
      message:
        "--freeze embeddings,0-3: the layers of this model share their weights, so one cannot be frozen without the others. Freeze embeddings, or encoder",
    }),
  );
});
