import { expect, test } from "vitest";
import base from "../../test/fixtures/tiny-bert/config.json" with { type: "json" };
import { modelConfig } from "./model-config.js";

const layers = { key: "num_hidden_layers", count: 2 };
const keys = { problem_type: "single_label_classification" };
const linear = { huggingFaceClass: "BertForSequenceClassification", keys };

test("a classifier's config says what transformers asks for, and keeps the rest of its base's", () => {
  const config = modelConfig(
    { ...base, _name_or_path: "/home/me/bert", torch_dtype: "float16", own: { key: [1] } },
    { labels: ["不好", "好", "3"], layers: { ...layers, count: 1 }, ...linear },
  );
  expect(config).toEqual({
    ...base,
    architectures: ["BertForSequenceClassification"],
    num_hidden_layers: 1,
    id2label: { "0": "不好", "1": "好", "2": "3" },
    label2id: { 不好: 0, 好: 1, "3": 2 },
    problem_type: "single_label_classification",
    dtype: "float32",
    own: { key: [1] },
  });
});

test("labels may be named like an object's own members", () => {
  const labels = ["__proto__", "constructor", "0"];
  const config = modelConfig(base, { labels, layers, ...linear });
  const { id2label, label2id } = JSON.parse(JSON.stringify(config));
  expect(id2label).toEqual({ 0: "__proto__", 1: "constructor", 2: "0" });
  expect(Object.entries(label2id).sort()).toEqual([
    ["0", 2],
    ["__proto__", 0],
    ["constructor", 1],
  ]);
});

test("a head that transformers has no class for makes it an encoder, with the head described", () => {
  const head = { kind: "mlp", hidden: [512, 64], dropout: 0.1 };
  const config = modelConfig(base, {
    labels: ["a", "b"],
    layers,
    huggingFaceClass: "BertModel",
    keys: { berth: { head } },
  });
  expect(config).toMatchObject({
    architectures: ["BertModel"],
    id2label: { "0": "a", "1": "b" },
    berth: { head },
  });
});

test("a base's count of labels is not left to a model without labels", () => {
  const answers = { labels: [], layers, huggingFaceClass: "BertForQuestionAnswering", keys: {} };
  const config = modelConfig({ ...base, num_labels: 3, _num_labels: 3 }, answers);
  expect(config).toEqual(modelConfig(base, answers));
});

test("nothing is left of the head that the base had", () => {
  const head = { kind: "mlp", hidden: [8], dropout: 0 };
  const facts = { labels: ["a", "b"], layers };
  const own = { huggingFaceClass: "BertModel", keys: { ...keys, berth: { head } } };
  const mlp = modelConfig(base, { ...facts, ...own });
  const again = modelConfig(mlp, { ...facts, ...linear });
  expect(again).toEqual(modelConfig(base, { ...facts, ...linear }));
});
