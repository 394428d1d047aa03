import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadModel } from "../src/index.js";
import { temporaryFolder } from "./temporary-folder.js";

const path = temporaryFolder();
const fixtures = join(import.meta.dirname, "fixtures");

test("a folder as Google released BERT is a model", async () => {
  const model = await loadModel(join(fixtures, "tensorflow/google-bert"));
  const { lastHiddenState } = await model.encode(["good badly film"]);
  expect(lastHiddenState.shape).toEqual([1, 6, 4]);
  await expect(model.predict(["good"])).rejects.toMatchObject({ code: "HEAD_MISSING" });
  await model.close();
});

test("a model whose weights ask for code is refused before anything is computed", async () => {
  await mkdir(path("hostile"));
  for (const name of ["bert_config.json", "vocab.txt"]) {
    await cp(join(fixtures, "tensorflow/google-bert", name), path("hostile", name));
  }
  await cp(join(fixtures, "torch/hostile-system.bin"), path("hostile/pytorch_model.bin"));
  await expect(loadModel(path("hostile"))).rejects.toMatchObject({
    code: "WEIGHTS_UNSAFE",
    details: { global: "posix.system" },
  });
});
