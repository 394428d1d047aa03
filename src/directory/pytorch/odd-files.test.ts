import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  dictionary,
  latin,
  legacyPickles,
  legacyTorch,
  list,
  storage,
  tensor,
  text,
  whole,
} from "../../../test/legacy-torch.js";
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

describe("keys that are tuples of tuples, twice as many at each level, cost no time", () => {
  const nested = Buffer.concat([
    text("a"),
    ...new Array<Buffer>(22).fill(latin("q\u0000h\u0000\u0086")),
  ]);

  test.each([
    [dictionary(nested, whole(1)), "it has no names"],
    [dictionary(nested, whole(1), text("epoch"), whole(1)), "its names are epoch"],
  ])("in a dictionary", async (value, held) => {
    await expect(reading(legacyTorch(value))).rejects.toMatchObject({
      code: "WEIGHTS_FORMAT",
      message: `${path("odd.bin")}: holds no tensors under names; ${held}. Load it in Python and write its weights alone: torch.save(model.state_dict(), "pytorch_model.bin").`,
    });
  });

  test("in the list of storages", async () => {
    const file = legacyPickles(latin("}."), list(nested));
    await expect(reading(file)).rejects.toMatchObject({
      code: "WEIGHTS_BROKEN",
      message: expect.stringContaining("lists a storage under a key that is no text"),
    });
  });
});
