import { readdir, readFile, stat } from "node:fs/promises";
import { AutoModelForSequenceClassification, env, Tensor } from "@huggingface/transformers";
import { expect, test } from "vitest";
import { readBert } from "../../test/bert-classifier.js";
import { runOnnx } from "../../test/run-onnx.js";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { tinyBert } from "../../test/tiny-bert.js";
import type { TensorData } from "../base/index.js";
import { readConfig, writeJson } from "../directory/index.js";
import { completeWeights } from "../models/index.js";
import { externalDataKeys, needsExternalData, writeOnnxModel } from "./onnx-model.js";

const path = temporaryFolder();

const ids = (...data: readonly number[]): TensorData => ({
  dtype: "int64",
  shape: [1, data.length],
  data: BigInt64Array.from(data, BigInt),
});
const feeds = {
  input_ids: ids(2, 7, 9, 3),
  attention_mask: ids(1, 1, 1, 1),
  token_type_ids: ids(0, 0, 0, 0),
};

test("weights beside the ONNX file give what weights inside it give", async () => {
  const { model, weights: read } = await readBert(tinyBert, {});
  const weights = completeWeights(model.parameters, read, 42);
  await writeOnnxModel(path("inside"), model, weights);
  await writeOnnxModel(path("beside"), model, weights, { isExternal: true });
  expect(await readdir(path("inside/onnx"))).toEqual(["model.onnx"]);
  expect(await readdir(path("beside/onnx"))).toEqual(["model.onnx", "model.onnx_data"]);
  const { size } = await stat(path("beside/onnx/model.onnx_data"));
  expect(size % 4096).toBe(0);
  const graph = await readFile(path("beside/onnx/model.onnx"));
  expect(graph.length).toBeLessThan((await stat(path("inside/onnx/model.onnx"))).size / 2);
  const expected = await runOnnx(path("inside/onnx/model.onnx"), feeds);
  expect(expected["logits"]?.shape).toEqual([1, 3]);
  expect(await runOnnx(path("beside/onnx/model.onnx"), feeds)).toEqual(expected);
});

const large = { parameters: [{ shape: [560_142_482] }] };

test("a model of XLM-R large's size has its weights beside the file, one of BERT large's inside", () => {
  expect(needsExternalData(large)).toBe(true);
  expect(needsExternalData({ parameters: [{ shape: [335_143, 1000] }] })).toBe(false);
});

test("transformers.js finds weights beside the file by what config.json says", async () => {
  const { model, weights: read } = await readBert(tinyBert, {});
  const config = await readConfig(tinyBert);
  const keys = { architectures: ["BertForSequenceClassification"], ...externalDataKeys(large) };
  await writeOnnxModel(path("told"), model, completeWeights(model.parameters, read, 42), {
    isExternal: true,
  });
  await writeJson(path("told/config.json"), { ...config, ...keys });
  env.allowRemoteModels = false;
  env.localModelPath = path(".");
  const loaded = await AutoModelForSequenceClassification.from_pretrained("told", {
    dtype: "fp32",
  });
  const tensors = Object.entries(feeds).map(([name, { shape, data }]) => [
    name,
    new Tensor("int64", data, [...shape]),
  ]);
  const { logits } = await loaded(Object.fromEntries(tensors));
  const expected = await runOnnx(path("told/onnx/model.onnx"), feeds);
  expect([...logits.data]).toEqual(expected["logits"]?.data);
});
