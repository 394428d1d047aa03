import { expect, test } from "vitest";
import type { JsonObject } from "../base/index.js";
import type { TaskName } from "../tasks/index.js";
import { withoutOtherHead } from "./replaced-head.js";

const values = new Map(
  [
    "embeddings.word_embeddings.weight",
    "pooler.dense.bias",
    "pre_classifier.bias",
    "classifier.bias",
  ].map((name) => [name, new Float32Array(1)] as const),
);
const config = (...names: string[]) => ({ id2label: Object.fromEntries(names.entries()) });
const keptOf = (from: string[], labels: string[]) => [
  ...withoutOtherHead("m", { values, notes: [] }, config(...from), {
    task: "classification",
    labels,
    features: [],
  }).values.keys(),
];

test("the head of other labels goes, encoder and pooler stay", () => {
  expect(keptOf(["a", "b"], ["b", "c"])).toEqual([
    "embeddings.word_embeddings.weight",
    "pooler.dense.bias",
  ]);
  expect(keptOf(["a", "b"], ["b", "a"])).toHaveLength(2);
  expect(keptOf(["a", "b"], [])).toHaveLength(2);
});

test("the head of the same labels stays, and one whose labels have no names", () => {
  expect(keptOf(["a", "b"], ["a", "b"])).toEqual([...values.keys()]);
  expect(keptOf(["LABEL_0", "LABEL_1"], ["a", "b"])).toEqual([...values.keys()]);
  expect(keptOf([], ["a", "b"])).toEqual([...values.keys()]);
});

test("the head of one label a text goes where there may be several, and the other way round", () => {
  const sets = { ...config("a", "b"), problem_type: "multi_label_classification" };
  const told = (from: JsonObject, task: TaskName) =>
    withoutOtherHead("m", { values, notes: [] }, from, { task, labels: ["a", "b"], features: [] });
  const [one] = told(config("a", "b"), "multi-label").notes;
  expect(one).toBe(
    "m: its head was trained for one of the labels a text; it is replaced by a new one for a, b",
  );
  const [several] = told(sets, "classification").notes;
  expect(several).toContain("its head was trained for any number of the labels a text");
  expect([...told(sets, "multi-label").values]).toEqual([...values]);
});

test("the sentence names both, in front of what else is to be said", () => {
  const told = (labels: string[], notes: string[]) =>
    withoutOtherHead("m", { values, notes }, config("a", "b"), {
      task: "pair",
      labels,
      features: [],
    }).notes;
  expect(told(["c"], ["m: not used: x"])).toEqual([
    "m: its head was trained for a, b; it is replaced by a new one for c",
    "m: not used: x",
  ]);
  expect(told([], [])).toEqual(["m: its head was trained for a, b; it is replaced by a new one"]);
  expect(told(["a", "b"], ["m: not used: x"])).toEqual(["m: not used: x"]);
});
