import { expect, test } from "vitest";
import { readBert } from "../../test/bert-classifier.js";
import { tinyBert, tinyExamples } from "../../test/tiny-bert.js";
import { frozenPrefix, parseFrozen, prefixGraph } from "../models/index.js";
import { compileGraph } from "../prediction/index.js";
import { type PrefixContent, prefixKey } from "./prefix-key.js";

async function contentOf(freeze: string, changes = {}): Promise<PrefixContent> {
  const { model, weights } = await readBert(tinyBert, changes);
  const prefix = frozenPrefix(parseFrozen(freeze, 2), 2, "sequences") ?? {
    layers: 0,
    keeps: "first",
  };
  const graph = compileGraph(prefixGraph(model, prefix));
  return { graph, weights, texts: tinyExamples, arithmetic: { engine: "a", threads: 2 } };
}

const moved = (weights: PrefixContent["weights"], name: string) => {
  const values = Float32Array.from(weights.get(name) ?? []);
  values[0] = (values[0] ?? 0) + 1;
  return new Map([...weights, [name, values]]);
};

test("the key is that of the content", async () => {
  expect(prefixKey(await contentOf("embeddings,0"))).toBe(
    prefixKey(await contentOf("embeddings,0")),
  );
  expect(prefixKey(await contentOf("embeddings,0"))).toMatch(/^[0-9a-f]{32}$/);
});

test("the key changes with all that the rows depend on, and with nothing else", async () => {
  const content = await contentOf("embeddings,0");
  const { weights, texts } = content;
  const [first, ...others] = tinyExamples;
  const keys = [
    content,
    await contentOf("encoder"),
    await contentOf("embeddings,0", { activation: "relu" }),
    await contentOf("embeddings,0", { layerNormEpsilon: 1e-6 }),
    { ...content, arithmetic: { engine: "a", threads: 1 } },
    { ...content, weights: moved(weights, "encoder.layer.0.output.dense.bias") },
    { ...content, weights: moved(weights, "embeddings.word_embeddings.weight") },
    { ...content, texts: others },
    { ...content, texts: [...others, ...(first ? [first] : [])] },
    { ...content, texts: texts.map((text) => ({ ...text, typeIds: text.typeIds.map(() => 1) })) },
  ].map(prefixKey);
  expect(new Set(keys).size).toBe(keys.length);

  for (const name of ["encoder.layer.1.output.dense.bias", "pooler.dense.weight"]) {
    expect(prefixKey({ ...content, weights: moved(weights, name) })).toBe(keys[0]);
  }
  const relabelled = texts.map((text) => ({ ...text, row: 7, target: Int32Array.of(0) }));
  expect(prefixKey({ ...content, texts: relabelled })).toBe(keys[0]);
  expect(prefixKey(await contentOf("embeddings,0", { hiddenDropout: 0.5 }))).toBe(keys[0]);
});
