import { expect, test } from "vitest";
import type { TensorData } from "../src/base/index.js";
import { loadModel, openExplainer, openFeatures } from "../src/prediction/index.js";
import { worstDifference } from "./reference/compare.js";
import { tinyBert } from "./tiny-bert.js";

const machine = { engine: "onnxruntime", threads: 1 } as const;
const text = "the soup was warm";

/** What plain JavaScript may give, which the compiler would refuse. */
const any = (value: unknown) => value as never;

const model = await loadModel(tinyBert, machine);

test.each([
  ["scores", () => model.predict([text], any({ scores: "logit" }))],
  ["topK", () => model.predict([text], { topK: -1 })],
  ["topk", () => model.predict([text], any({ topk: 1 }))],
  ["constructor", () => model.predict([text], any({ constructor: 1 }))],
  ["maxLength", () => model.predict([text], { maxLength: 1.5 })],
  ["maxLength", () => model.encode([text], { maxLength: 2 })],
  ["padTo", () => model.encode([text], { padTo: -1 })],
  ["texts", () => model.predict(any(text))],
  ["texts", () => model.encode(any(text))],
  ["texts", () => model.fillMask(any(text))],
  ["topK", () => model.fillMask([text], { topK: 0 })],
  ["aggregation", () => model.entities([text], any({ aggregation: "last" }))],
  ["threshold", () => model.predict([text], { threshold: Number.NaN })],
  ["questions", () => model.answers(any({ question: text, context: text }))],
  ["engine", () => loadModel(tinyBert, any({ engine: "onnx" }))],
  ["weights", () => loadModel(tinyBert, any({ weights: "first" }))],
  ["precision", () => openExplainer(tinyBert, any({ precision: "fp32" }))],
  ["pooling", () => openFeatures(tinyBert, any({ ...machine, pooling: "average" }))],
  ["combine", () => openFeatures(tinyBert, any({ ...machine, combine: "max" }))],
  ["layers", () => openFeatures(tinyBert, any({ ...machine, layers: -1 }))],
])("an option that cannot be, %s, is refused", async (option, ask) => {
  await expect(ask()).rejects.toMatchObject({ code: "USAGE", details: { option } });
});

test("a threshold that nothing reaches is one", async () => {
  expect(await model.predict([text], { threshold: Number.POSITIVE_INFINITY })).toHaveLength(1);
});

test("the refusal names what may be given", async () => {
  await expect(model.predict([text], any({ scores: "logit" }))).rejects.toThrow(
    'scores: must be one of "probabilities", "logits"; "logit" came',
  );
  await expect(model.predict([text], any({ topk: 1 }))).rejects.toThrow("did you mean topK?");
});

/** That the numbers stand among those of `all` from a place on. */
function expectClose(one: TensorData, all: TensorData, from: number): void {
  const numbers = Float32Array.from(one.data as Float32Array);
  const there = (all.data as Float32Array).slice(from, from + numbers.length);
  expect(worstDifference(there, numbers, { absolute: 1e-5, relative: 1e-4 })).toBeUndefined();
}

test("texts of different lengths are encoded as each is alone, and no texts give no rows", async () => {
  const texts = [text, `${text} `.repeat(12), "good", `${text} and bad`.repeat(6)];
  const all = await model.encode(texts, { padTo: 64 });
  const [, length = 0, width = 0] = all.lastHiddenState.shape;
  expect(all.lastHiddenState.shape).toEqual([4, 64, width]);
  for (const [index, one] of texts.entries()) {
    const { lastHiddenState, poolerOutput } = await model.encode([one], { padTo: 64 });
    expectClose(lastHiddenState, all.lastHiddenState, index * length * width);
    expectClose(poolerOutput, all.poolerOutput, index * width);
  }
  const none = await model.encode([]);
  expect(none.lastHiddenState.shape).toEqual([0, 0, width]);
  expect(none.poolerOutput.shape).toEqual([0, width]);
});

test("examples beyond the model's places and words are refused, not computed", async () => {
  const example = (tokenIds: Int32Array) => ({
    row: 0,
    tokenIds,
    typeIds: new Int32Array(tokenIds.length),
  });
  await expect(model.outputs([example(new Int32Array(65).fill(5))])).rejects.toMatchObject({
    code: "SEQUENCE_TOO_LONG",
    details: { positions: 64 },
  });
  await expect(model.outputs([example(Int32Array.of(2, 999_999, 3))])).rejects.toMatchObject({
    code: "TOKENIZER_MISMATCH",
    details: { token: 999_999 },
  });
});
