import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import expected from "../../../test/fixtures/tensorflow/values.json" with { type: "json" };
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { BerthError } from "../../base/index.js";
import { bertName } from "./bert-names.js";
import { readTensorflow } from "./read-tensorflow.js";

const path = temporaryFolder();
const fixtures = join(import.meta.dirname, "../../../test/fixtures/tensorflow");
const google = join(fixtures, "google-bert/bert_model.ckpt.index");
const data = ".data-00000-of-00001";

/** A copy of the checkpoint, whose files a test may damage. */
async function copied(name: string): Promise<{ index: string; numbers: string }> {
  await rm(path(name), { recursive: true, force: true });
  await cp(join(fixtures, "google-bert"), path(name), { recursive: true });
  return {
    index: path(name, "bert_model.ckpt.index"),
    numbers: path(name, `bert_model.ckpt${data}`),
  };
}

const errorOf = (index: string): Promise<unknown> =>
  readTensorflow(index).then(
    () => "no error",
    ({ code, message }) => ({ code, message }),
  );

test("every weight has the numbers that TensorFlow reads, kernels transposed", async () => {
  const tensors = await readTensorflow(google);
  const pythons = Object.entries(expected).filter(([name]) => bertName(name) !== undefined);
  expect(tensors.size).toBe(pythons.length);
  for (const [variable, { shape, values }] of pythons) {
    const { name = "", isTransposed = false } = bertName(variable) ?? {};
    const [rows = 0, columns = 0] = shape;
    const tensor = tensors.get(name);
    const turned = values.map((_, place) => {
      const row = place % rows;
      return values[row * columns + (place - row) / rows];
    });
    expect(tensor?.shape, name).toEqual(isTransposed ? [columns, rows] : shape);
    expect(tensor?.data, name).toEqual(Float32Array.from(isTransposed ? turned : values, Number));
  }
});

test("the names are those of BertForPreTraining, and the optimizer's are left out", async () => {
  const layer = "bert.encoder.layer.0";
  const dense = [
    ...["query", "key", "value"].map((part) => `${layer}.attention.self.${part}`),
    `${layer}.attention.output.dense`,
    `${layer}.attention.output.LayerNorm`,
    `${layer}.intermediate.dense`,
    `${layer}.output.dense`,
    `${layer}.output.LayerNorm`,
    "bert.embeddings.LayerNorm",
    "bert.pooler.dense",
    "cls.predictions.transform.dense",
    "cls.predictions.transform.LayerNorm",
    "cls.seq_relationship",
  ];
  expect([...(await readTensorflow(google)).keys()].sort()).toEqual(
    [
      ...["word", "position", "token_type"].map(
        (kind) => `bert.embeddings.${kind}_embeddings.weight`,
      ),
      ...dense.flatMap((name) => [`${name}.weight`, `${name}.bias`]),
      "cls.predictions.bias",
    ].sort(),
  );
});

test("heads of fine-tuned models have Hugging Face's names", () => {
  expect(bertName("output_weights")).toEqual({ name: "classifier.weight", isTransposed: false });
  expect(bertName("output_bias")?.name).toBe("classifier.bias");
  expect(bertName("cls/squad/output_weights")?.name).toBe("qa_outputs.weight");
});

test("a checkpoint whose numbers are in two files is read whole", async () => {
  const whole = await readTensorflow(google);
  const spread = await readTensorflow(join(fixtures, "shards/bert_model.ckpt.index"));
  expect(spread).toEqual(
    new Map(
      ["bert.pooler.dense.bias", "bert.pooler.dense.weight"].map((name) => [name, whole.get(name)]),
    ),
  );
});

test("a checkpoint of another model says what it has", async () => {
  const index = join(fixtures, "foreign/bert_model.ckpt.index");
  expect(await errorOf(index)).toEqual({
    code: "WEIGHTS_FORMAT",
    message: `${index}: has no variable of Google's BERT (bert/...); it has dense/kernel. Convert the model to safetensors with the program that wrote it.`,
  });
});

test("the file of the numbers is missed by name", async () => {
  const { index, numbers } = await copied("half");
  await rm(numbers);
  expect(await errorOf(index)).toEqual({
    code: "MODEL_FILE_MISSING",
    message: expect.stringContaining(`${numbers}: is missing; bert_model.ckpt.index says`),
  });
});

test("a changed number is found by its sum", async () => {
  const { index, numbers } = await copied("changed");
  const bytes = await readFile(numbers);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await writeFile(numbers, bytes);
  expect(await errorOf(index)).toEqual({
    code: "WEIGHTS_BROKEN",
    message: expect.stringContaining("are not those that were written (CRC)"),
  });
});

describe("whatever bytes the files have, they are read or refused by a code", () => {
  const requireCoded = async (index: string): Promise<void> => {
    await readTensorflow(index).catch((error: unknown) => {
      if (!(error instanceof BerthError) || error.code === "INTERNAL") throw error;
    });
  };

  // The last numbers are those of global_step, which is not read.
  test.each([
    ["index", 0],
    ["numbers", 8],
  ] as const)("cut off anywhere: %s", async (which, unread) => {
    const files = await copied("cut");
    const whole = await readFile(files[which]);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1 - unread), async (length) => {
        await writeFile(files[which], whole.subarray(0, length));
        await expect(readTensorflow(files.index)).rejects.toBeInstanceOf(BerthError);
      }),
    );
  });

  test("an index with some bytes changed", async () => {
    const { index } = await copied("fuzz");
    const whole = await readFile(index);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [place, value] of changes) bytes[place] = value;
        await writeFile(index, bytes);
        await requireCoded(index);
      }),
      { numRuns: 300 },
    );
  });

  test("an index of any bytes that ends as one", async () => {
    await mkdir(path("any"));
    const index = path("any/bert_model.ckpt.index");
    const end = Buffer.from("57fb808b247547db", "hex");
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 40, maxLength: 120 }), async (bytes) => {
        await writeFile(index, Buffer.concat([bytes, end]));
        await requireCoded(index);
      }),
    );
  });
});
