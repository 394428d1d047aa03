import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import expected from "../../../test/fixtures/torch/values.json" with { type: "json" };
import { latin, legacyPickles } from "../../../test/legacy-torch.js";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { BerthError, type TensorData } from "../../base/index.js";
import { withoutPrefixes } from "./name-prefixes.js";
import { readTorch } from "./read-torch.js";

const path = temporaryFolder();
const fixture = (name: string): string =>
  join(import.meta.dirname, "../../../test/fixtures/torch", name);

const numberText = (value: number | bigint): string => (Object.is(value, -0) ? "-0" : `${value}`);
/** Python writes 1.0 and 1e-45 otherwise than JavaScript; 64-bit integers do not survive Number(). */
const sameText = (text: string): string =>
  ({ True: "1", False: "0" })[text] ?? (/[.e]/.test(text) ? numberText(Number(text)) : text);
const readable = (tensors: ReadonlyMap<string, TensorData>) =>
  Object.fromEntries(
    [...tensors].map(([name, { shape, data }]) => [
      name,
      { shape, values: Array.from(data, numberText) },
    ]),
  );
const pythons = (tensors: Record<string, { shape: number[]; values: string[] }>) =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map(sameText) },
    ]),
  );

async function errorOf(file: string): Promise<{ code: string; message: string }> {
  return readTorch(file).then(
    () => ({ code: "none", message: "" }),
    ({ code, message }) => ({ code, message }),
  );
}

test.each(["types.bin", "protocol-5.bin", "legacy.bin"])(
  "every element type and every walk over a storage has the numbers that PyTorch reads: %s",
  async (name) => {
    const tensors = await readTorch(fixture(name));
    expect(readable(tensors)).toEqual(pythons(expected.types));
    const dtypes = ["F64", "BF16", "I64", "I32", "I8", "BOOL"].map((n) => tensors.get(n)?.dtype);
    expect(dtypes).toEqual(["float32", "float32", "int64", "int32", "int32", "int32"]);
    expect(tensors.get("tied")).toBe(tensors.get("base"));
  },
);

test("a state dict is found in a training program's checkpoint, also under DataParallel's prefix", async () => {
  const found = withoutPrefixes(await readTorch(fixture("wrapped.pt")));
  expect(readable(found)).toEqual(pythons(expected.wrapped));
});

test("a tensor beside the state dict of a checkpoint does not hide it", async () => {
  expect(readable(await readTorch(fixture("stray.pt")))).toEqual(pythons(expected.wrapped));
});

test("an ordered dictionary as Python 2 pickled it has its items", async () => {
  expect(readable(await readTorch(fixture("python-2.bin")))).toEqual(pythons(expected.wrapped));
});

describe("a pickle that asks for code is refused by the name of what it asks for", () => {
  test.each([
    ["hostile-system.bin", "posix.system"],
    ["hostile-legacy.bin", "posix.system"],
    ["hostile-eval.bin", "builtins.eval"],
    ["hostile-exec.bin", "builtins.exec"],
    ["hostile-getattr.bin", "builtins.getattr"],
    ["hostile-open.bin", "io.open"],
    ["hostile-torch-load.bin", "torch.serialization.load"],
    ["whole-module.bin", "torch.nn.modules.linear.Linear"],
  ])("%s", async (name, global) => {
    const file = fixture(name);
    expect(await errorOf(file)).toEqual({
      code: "WEIGHTS_UNSAFE",
      message: `${file}: asks for "${global}", which a list of tensors does not need; nothing of the file was run. If you trust it: Load it in Python and write its weights alone: torch.save(model.state_dict(), "pytorch_model.bin").`,
    });
  });
});

test.each([
  [
    "foreign.bin",
    "TENSOR_DTYPE",
    'tensor "a" must hold floats or integers; it is a ComplexFloatStorage',
  ],
  ["script.bin", "WEIGHTS_FORMAT", "is compressed, as in a TorchScript program"],
  ["values.json", "WEIGHTS_FORMAT", "is none of the formats of torch.save"],
])("%s is refused with what it is", async (name, code, rule) => {
  expect(await errorOf(fixture(name))).toEqual({ code, message: expect.stringContaining(rule) });
});

test.each([
  ["version https://git-lfs.github.com/spec/v1\n", "WEIGHTS_FORMAT", "Fetch it with git lfs pull."],
  ["", "WEIGHTS_BROKEN", "is empty"],
  ["\u0080", "WEIGHTS_BROKEN", "ends at byte"],
])("a file that begins %j is refused", async (text, code, rule) => {
  await writeFile(path("odd.bin"), Buffer.from(text, "latin1"));
  expect(await errorOf(path("odd.bin"))).toEqual({ code, message: expect.stringContaining(rule) });
});

const repeat = (opcode: string, count: number): Uint8Array => latin(opcode.repeat(count));

test.each([
  ["marks without end", repeat("(", 1_100_000), "goes too deep"],
  ["lists without end", repeat("]", 1_100_000), "goes too deep"],
  ["a value that is not there", latin("0."), "takes a value that is not there"],
  ["values below a mark", latin("N(0."), "takes a value that is not there"],
  ["a mark that is not there", latin("t."), "takes values from a mark that is not there"],
  ["a memo that was never kept", latin("j\u00ff\u00ff\u00ff\u00ff."), "takes value 4294967295"],
  ["a text longer than the file", latin("X\u00ff\u00ff\u00ff\u00ffabc."), "ends at byte"],
  ["an opcode of old Python", latin("I01\n."), "has opcode 0x49"],
  ["a call of a number", latin("K\u0001)R."), "rebuilds a tensor"],
  ["a call of a storage class", latin("ctorch\nFloatStorage\n)R."), "rebuilds a tensor"],
  ["a list that is no list", latin("}Na."), "appends to something that is no list"],
  ["items of a number", latin("K\u0001NNs."), "sets items of something that is no dictionary"],
  ["a persistent id that is a number", latin("K\u0001Q."), "names a storage"],
])("a pickle with %s is broken, and nothing worse", async (_name, pickle, rule) => {
  await writeFile(path("odd.bin"), legacyPickles(pickle));
  expect(await errorOf(path("odd.bin"))).toEqual({
    code: "WEIGHTS_BROKEN",
    message: expect.stringContaining(rule),
  });
});

test("a pickle that calls Python's own names by an object's members is refused", async () => {
  for (const name of ["__proto__", "constructor", "torch.__proto__"]) {
    await writeFile(path("odd.bin"), legacyPickles(latin(`c${name}\nx\n.`)));
    expect((await errorOf(path("odd.bin"))).code).toBe("WEIGHTS_UNSAFE");
  }
});

describe("a tensor that leaves its storage is refused", () => {
  // _rebuild_tensor_v2(storage of 4 floats, offset, (size,), (stride,))
  const tensor = (offset: number, size: number, stride: number): Uint8Array =>
    legacyPickles(
      latin(
        `}X\u0001\u0000\u0000\u0000actorch._utils\n_rebuild_tensor_v2\n((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000NK\u0004NtQK${String.fromCharCode(offset)}K${String.fromCharCode(size)}\u0085K${String.fromCharCode(stride)}\u0085tRs.`,
      ),
    );
  test.each([
    [1, 4, 1],
    [0, 5, 1],
    [0, 3, 2],
    [5, 1, 0],
  ])("offset %d, size %d, stride %d", async (...walk) => {
    await writeFile(path("odd.bin"), tensor(...walk));
    expect(await errorOf(path("odd.bin"))).toEqual({
      code: "WEIGHTS_BROKEN",
      message: expect.stringContaining("does not fit its storage"),
    });
  });
  test("one that stays inside lacks only its numbers here", async () => {
    await writeFile(path("odd.bin"), tensor(1, 2, 2));
    expect((await errorOf(path("odd.bin"))).message).toContain('lacks the numbers of tensor "a"');
  });
});

describe("whatever bytes a file has, it is read or refused by a code", () => {
  const isCoded = async (bytes: Uint8Array): Promise<void> => {
    await writeFile(path("fuzz.bin"), bytes);
    await readTorch(path("fuzz.bin")).catch((error: unknown) => {
      if (!(error instanceof BerthError) || error.code === "INTERNAL") throw error;
    });
  };

  test.each(["types.bin", "legacy.bin", "wrapped.pt"])("cut off anywhere: %s", async (name) => {
    const whole = await readFile(fixture(name));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        await writeFile(path("fuzz.bin"), whole.subarray(0, length));
        await expect(readTorch(path("fuzz.bin"))).rejects.toBeInstanceOf(BerthError);
      }),
    );
  });

  test.each(["types.bin", "legacy.bin", "protocol-5.bin", "wrapped.pt"])(
    "with some bytes changed: %s",
    async (name) => {
      const whole = await readFile(fixture(name));
      const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
          const bytes = Uint8Array.from(whole);
          for (const [place, value] of changes) bytes[place] = value;
          await isCoded(bytes);
        }),
        { numRuns: 300 },
      );
    },
  );

  test("with any pickle in it", async () => {
    const opcodes = [
      ..."N(01tR}]useaQ.bcXKMJhqjr)GU\u0080\u0085\u0086\u0087\u0088\u008a\u008c\u008f\u0090\u0091\u0093\u0094\u0095",
    ];
    const piece = fc.oneof(
      fc.constantFrom(...opcodes).map(latin),
      fc.uint8Array({ maxLength: 4 }),
      fc.constant(latin("ccollections\nOrderedDict\n")),
      fc.constant(latin("ctorch._utils\n_rebuild_tensor_v2\n")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        await isCoded(legacyPickles(Buffer.concat(pieces)));
      }),
      { numRuns: 500 },
    );
  });
});
