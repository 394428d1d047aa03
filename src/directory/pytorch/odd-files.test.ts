import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { dictionary, legacyTorch, storage, tensor, text } from "../../../test/legacy-torch.js";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import type { TensorData } from "../../base/index.js";
import { readTorch } from "./read-torch.js";

const path = temporaryFolder();

async function reading(bytes: Uint8Array): Promise<ReadonlyMap<string, TensorData>> {
  await writeFile(path("odd.bin"), bytes);
  return readTorch(path("odd.bin"));
}

const four = { "0": [1, 2, 3, 4] };

test("a tensor without numbers, whatever its other sizes, does not hide how many the next one has", async () => {
  const huge = new Array<number>(25).fill(Number.MAX_SAFE_INTEGER);
  const empty = tensor(storage("0", 4), [...huge, 0], [...huge, 1]);
  const expanded = tensor(storage("0", 4), [2 ** 25], [0]);
  const found = await reading(legacyTorch(dictionary(text("empty"), empty), four));
  expect(found.get("empty")?.data).toEqual(new Float32Array(0));
  const both = dictionary(text("empty"), empty, text("expanded"), expanded);
  await expect(reading(legacyTorch(both, four))).rejects.toMatchObject({
    code: "WEIGHTS_BROKEN",
    message: expect.stringContaining("describes tensors of more numbers than it could hold"),
  });
});
