import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { elementCount, float32, int32, type TensorData } from "../base/index.js";
import { readSafetensors, writeSafetensors } from "./index.js";

const path = temporaryFolder();

const shapes = fc.array(fc.nat({ max: 4 }), { maxLength: 4 });
const tensors: fc.Arbitrary<TensorData> = shapes.chain((shape) => {
  const length = { minLength: elementCount(shape), maxLength: elementCount(shape) };
  return fc.oneof(
    fc.float32Array(length).map((data) => float32(shape, data)),
    fc.int32Array(length).map((data) => int32(shape, data)),
    fc.bigInt64Array(length).map((data) => ({ dtype: "int64" as const, shape, data })),
  );
});
const texts = fc.string({ unit: "grapheme" });
const names = texts.filter((name) => name !== "__metadata__");

test("what is written is read back bit for bit, whatever the names, shapes and numbers", async () => {
  const file = path("any.safetensors");
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(names, tensors),
      fc.dictionary(texts, texts),
      async (written, metadata) => {
        await writeSafetensors(file, Object.entries(written), metadata);
        const read = await readSafetensors(file);
        expect(Object.fromEntries(read.tensors)).toEqual({ ...written });
        expect(read.metadata).toEqual({ ...metadata });
      },
    ),
  );
});

test("every tensor begins where its element type may lie in memory", async () => {
  const file = path("aligned.safetensors");
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, tensors), async (written) => {
      await writeSafetensors(file, Object.entries(written));
      const bytes = await readFile(file);
      const headerBytes = Number(bytes.readBigUInt64LE(0));
      expect(headerBytes % 8).toBe(0);
      const header = JSON.parse(bytes.subarray(8, 8 + headerBytes).toString());
      for (const [name, { data }] of Object.entries(written)) {
        if (data.length > 0) {
          expect(header[name].data_offsets[0] % data.BYTES_PER_ELEMENT).toBe(0);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("a file that Python wrote comes out with the same bytes", async () => {
  const python = join(
    import.meta.dirname,
    "../../test/fixtures/safetensors/parts/model-00001-of-00003.safetensors",
  );
  const { tensors: read, metadata } = await readSafetensors(python);
  await writeSafetensors(path("same.safetensors"), [...read].reverse(), metadata);
  expect(await readFile(path("same.safetensors"))).toEqual(await readFile(python));
});

test("Python's loaders are told the format they ask for", async () => {
  await writeSafetensors(path("plain.safetensors"), [["a", int32([1], Int32Array.of(7))]]);
  const { metadata } = await readSafetensors(path("plain.safetensors"));
  expect(metadata).toEqual({ format: "pt" });
});

test("a part of a larger memory is written without what stands around it", async () => {
  const memory = Float32Array.of(1, 2, 3, 4);
  await writeSafetensors(path("part.safetensors"), [["a", float32([2], memory.subarray(1, 3))]]);
  const { tensors: read } = await readSafetensors(path("part.safetensors"));
  expect(read.get("a")?.data).toEqual(Float32Array.of(2, 3));
});
