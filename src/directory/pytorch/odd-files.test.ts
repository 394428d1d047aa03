import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  call,
  dictionary,
  latin,
  legacyPickles,
  legacyTorch,
  list,
  storage,
  tensor,
  text,
  tuple,
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

test("an ordered dictionary of what are no pairs is broken", async () => {
  for (const items of [whole(1), list(tuple(text("a"))), list(text("ab"))]) {
    const value = call("collections", "OrderedDict", items);
    await expect(reading(legacyTorch(value))).rejects.toMatchObject({
      code: "WEIGHTS_BROKEN",
      message: expect.stringContaining("makes a dictionary of what are no pairs"),
    });
  }
});

test("a storage that is part of another one is refused; None in its place means that it is whole", async () => {
  const held = (view: Uint8Array): Buffer =>
    legacyTorch(dictionary(text("a"), tensor(storage("0", 4, view), [4], [1])), four);
  expect((await reading(held(latin("N")))).get("a")?.data).toEqual(Float32Array.of(1, 2, 3, 4));
  const view = tuple(text("1"), whole(2), whole(2));
  await expect(reading(held(view))).rejects.toMatchObject({
    code: "WEIGHTS_FORMAT",
    message: `${path("odd.bin")}: shares storages as PyTorch 0.4 and before wrote them. Load it in Python and write its weights alone: torch.save(model.state_dict(), "pytorch_model.bin").`,
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
