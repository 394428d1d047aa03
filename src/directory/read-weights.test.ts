import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import expected from "../../test/fixtures/safetensors/values.json" with { type: "json" };
import { temporaryFolder } from "../../test/temporary-folder.js";
import { float32 } from "../base/index.js";
import { readWeights, writeSafetensors } from "./index.js";

const path = temporaryFolder();
const parts = join(import.meta.dirname, "../../test/fixtures/safetensors/parts");
const second = "model-00002-of-00003.safetensors";
const damaged = "The file is damaged or was not written as safetensors; get it anew.";

/** A copy of the model in several files, with another index when one is given. */
async function modelOfParts(index?: unknown): Promise<string> {
  const directory = path("parts");
  await rm(directory, { recursive: true, force: true });
  await cp(parts, directory, { recursive: true });
  if (index !== undefined) {
    await writeFile(join(directory, "model.safetensors.index.json"), JSON.stringify(index));
  }
  return directory;
}

test("a model that transformers spread over several files has all its tensors", async () => {
  const weights = await readWeights(parts);
  const shapes = Object.fromEntries([...weights].map(([name, { shape }]) => [name, shape]));
  const pythons = Object.entries(expected.parts);
  expect(shapes).toEqual(Object.fromEntries(pythons.map(([name, { shape }]) => [name, shape])));
  for (const [name, { values }] of pythons) {
    expect(weights.get(name)?.data, name).toEqual(Float32Array.from(values, Number));
  }
});

test("model.safetensors comes before an index that stands beside it", async () => {
  const directory = await modelOfParts();
  await writeSafetensors(join(directory, "model.safetensors"), [
    ["a", float32([1], Float32Array.of(1))],
  ]);
  expect([...(await readWeights(directory)).keys()]).toEqual(["a"]);
});

test("files that the index lists and the folder lacks are named", async () => {
  const directory = await modelOfParts();
  await rm(join(directory, second));
  await rm(join(directory, "model-00003-of-00003.safetensors"));
  await expect(readWeights(directory)).rejects.toMatchObject({
    code: "MODEL_FILE_MISSING",
    message: `${directory}: lacks 2 of the 3 files that model.safetensors.index.json lists: model-00002-of-00003.safetensors, model-00003-of-00003.safetensors`,
  });
});

test("a folder without weights says which it could have", async () => {
  await mkdir(path("bare"));
  await expect(readWeights(path("bare"))).rejects.toMatchObject({
    code: "MODEL_FILE_MISSING",
    message: `${path("bare")}: lacks the weights (model.safetensors, pytorch_model.bin or bert_model.ckpt.index)`,
  });
});

test.skipIf(process.platform === "win32")(
  "a link whose file was deleted is passed over, as in a cache",
  async () => {
    await mkdir(path("linked"));
    await symlink(path("gone"), path("linked/model.safetensors"));
    await cp(join(torch, "wrapped.pt"), path("linked/pytorch_model.bin"));
    expect([...(await readWeights(path("linked"))).keys()]).toEqual(["weight", "bias"]);
  },
);

const torch = join(import.meta.dirname, "../../test/fixtures/torch");

test("a model that PyTorch's files hold in parts has all its tensors", async () => {
  const weights = await readWeights(join(torch, "parts"));
  expect([...weights.keys()].sort()).toEqual(["a", "b", "c"]);
  expect(weights.get("b")).toEqual(float32([2, 2], Float32Array.of(1, 1, 1, 1)));
});

test("a prefix of the training program goes from the names of parts once all are read", async () => {
  expect(await readWeights(join(torch, "prefixed-parts"))).toEqual(
    await readWeights(join(torch, "parts")),
  );
});

test("a part of PyTorch's that is missing is named", async () => {
  await cp(join(torch, "parts"), path("bins"), { recursive: true });
  await rm(path("bins/pytorch_model-00002-of-00002.bin"));
  await expect(readWeights(path("bins"))).rejects.toMatchObject({
    code: "MODEL_FILE_MISSING",
    message: `${path("bins")}: lacks 1 of the 2 files that pytorch_model.bin.index.json lists: pytorch_model-00002-of-00002.bin`,
  });
});

test("the one state dict of a folder is its weights, whatever its name", async () => {
  await mkdir(path("named"));
  await cp(join(torch, "wrapped.pt"), path("named/epoch-3.pth"));
  await writeFile(path("named/optimizer.pt"), "");
  expect([...(await readWeights(path("named"))).keys()]).toEqual(["weight", "bias"]);
  await writeFile(path("named/epoch-4.pth"), "");
  await expect(readWeights(path("named"))).rejects.toMatchObject({
    code: "WEIGHTS_UNCLEAR",
    message: `${path("named")}: has 2 files that could be the model's weights: epoch-3.pth, epoch-4.pth. Name the one that is meant ${path("named/pytorch_model.bin")}.`,
  });
});

test("a tensor that is not in the file the index names is told", async () => {
  const directory = await modelOfParts({ weight_map: { absent: second } });
  await expect(readWeights(directory)).rejects.toMatchObject({
    code: "SAFETENSORS_BROKEN",
    message: `${join(directory, second)}: must hold tensor "absent", says the index. ${damaged}`,
  });
});

test.each(["../other.safetensors", "/etc/other.safetensors", "sub/other.safetensors", 7, null])(
  "an index cannot point out of its folder: %j",
  async (part) => {
    const directory = await modelOfParts({ weight_map: { a: part } });
    const index = join(directory, "model.safetensors.index.json");
    await expect(readWeights(directory)).rejects.toMatchObject({
      code: "SAFETENSORS_BROKEN",
      message: `${index}: "a" must be in a file of the same folder; got ${JSON.stringify(part)}. ${damaged}`,
    });
  },
);

test.each([{}, { weight_map: {} }, { weight_map: null }, { weight_map: 3 }])(
  "an index that lists nothing is refused: %j",
  async (content) => {
    const directory = await modelOfParts(content);
    const index = join(directory, "model.safetensors.index.json");
    await expect(readWeights(directory)).rejects.toMatchObject({
      code: "SAFETENSORS_BROKEN",
      message: `${index}: "weight_map" must say which file holds which tensor. ${damaged}`,
    });
  },
);
