import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import expected from "../../test/fixtures/safetensors/values.json" with { type: "json" };
import { temporaryFolder } from "../../test/temporary-folder.js";
import type { TensorData } from "../base/index.js";
import { readSafetensors } from "./index.js";

const path = temporaryFolder();
const fixture = join(import.meta.dirname, "../../test/fixtures/safetensors/types.safetensors");

/** A file's bytes: the header, with its length before it, and the data behind it. */
function fileBytes(header: string | Uint8Array, dataBytes: number, length?: bigint): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const before = new BigUint64Array([length ?? BigInt(text.length)]);
  return Buffer.concat([new Uint8Array(before.buffer), text, new Uint8Array(dataBytes)]);
}

/** A header of float32 tensors, each given by its name, shape, and first and last byte. */
function header(...tensors: [name: string, shape: unknown, offsets: unknown][]): string {
  const entries = tensors.map(([name, shape, data_offsets]) => {
    return [name, { dtype: "F32", shape, data_offsets }];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

async function errorOf(bytes: Uint8Array): Promise<unknown> {
  await writeFile(path("broken"), bytes);
  return readSafetensors(path("broken")).then(
    () => "no error",
    ({ code, message }) => ({ code, message }),
  );
}

const readable = ({ shape, data }: TensorData) => ({ shape, values: Array.from(data, numberText) });
const numberText = (value: number | bigint): string => (Object.is(value, -0) ? "-0" : `${value}`);
/** Python writes 1.0 and 1e-45 otherwise than JavaScript; 64-bit integers do not survive Number(). */
const sameText = (text: string): string => (/[.e]/.test(text) ? numberText(Number(text)) : text);

test("every element type has the numbers and shape that Python reads", async () => {
  const { tensors, metadata } = await readSafetensors(fixture);
  expect(
    Object.fromEntries([...tensors].map(([name, tensor]) => [name, readable(tensor)])),
  ).toEqual(
    Object.fromEntries(
      Object.entries(expected.types).map(([name, { shape, values }]) => [
        name,
        { shape, values: values.map(sameText) },
      ]),
    ),
  );
  expect(metadata).toEqual({ format: "pt", note: "ünï\n" });
  const types = ["F64", "F32", "F16", "BF16", "I64", "I32"].map((name) => tensors.get(name)?.dtype);
  expect(types).toEqual(["float32", "float32", "float32", "float32", "int64", "int32"]);
});

test("a file without tensors is whole", async () => {
  await writeFile(path("none"), fileBytes("{}   ", 0));
  expect(await readSafetensors(path("none"))).toEqual({ metadata: {}, tensors: new Map() });
});

test("a tensor may have any name, that of an object's own members too", async () => {
  const entry = '{"dtype":"F32","shape":[],"data_offsets":';
  const text = `{"__proto__":${entry}[0,4]},"constructor":${entry}[4,8]}}`;
  await writeFile(path("names"), fileBytes(text, 8));
  const { tensors } = await readSafetensors(path("names"));
  expect([...tensors.keys()]).toEqual(["__proto__", "constructor"]);
});

const a = (shape: unknown, offsets: unknown) => header(["a", shape, offsets]);

test.each([
  [
    "that is empty",
    new Uint8Array(0),
    "must begin with 8 bytes that give the header's length; the file has 0 bytes",
  ],
  [
    "of seven bytes",
    new Uint8Array(7),
    "must begin with 8 bytes that give the header's length; the file has 7 bytes",
  ],
  [
    "cut off in the header",
    fileBytes(a([1], [0, 4]), 0).subarray(0, 20),
    "the header must end at byte 62; the file has 20 bytes",
  ],
  [
    "whose header is just too large",
    fileBytes("{}", 0, 100_000_001n),
    "the header must be at most 100000000 bytes; its length is given as 100000001",
  ],
  [
    "whose header would be as large as allowed and is not there",
    fileBytes("{}", 0, 100_000_000n),
    "the header must end at byte 100000008; the file has 10 bytes",
  ],
  [
    "whose header's length has every bit set",
    fileBytes("{}", 0, 2n ** 64n - 1n),
    "the header must be at most 100000000 bytes; its length is given as 18446744073709551615",
  ],
  [
    "whose header has no bytes",
    fileBytes("", 0),
    "the header must be JSON; it breaks at character 0",
  ],
  [
    "whose header is not UTF-8",
    fileBytes(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 0),
    "the header must be UTF-8",
  ],
  [
    "whose header begins with a byte order mark",
    fileBytes("\ufeff{}", 0),
    "the header must be JSON; it breaks at character 0",
  ],
  [
    "whose header is not JSON",
    fileBytes('{"a": nothing}', 0),
    "the header must be JSON; it breaks at character 6",
  ],
  [
    "whose header goes on behind the object",
    fileBytes("{}{}", 0),
    "the header must be JSON; it breaks at character 2",
  ],
  [
    "whose header is nested without end",
    fileBytes("[".repeat(1_000_000), 0),
    "the header must be JSON; it breaks at character 0",
  ],
  ["whose header is a list", fileBytes("[]", 0), "the header must be a JSON object"],
  [
    "that describes a tensor twice",
    fileBytes(`{"a":{},${a([1], [0, 4]).slice(1)}`, 4),
    'the header must name a thing once; "a" comes twice',
  ],
  [
    "that spells a name in two ways",
    fileBytes('{"a":{},"\\u0061":{}}', 0),
    'the header must name a thing once; "a" comes twice',
  ],
  [
    "that gives a shape twice",
    fileBytes('{"a":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}', 8),
    'the header must name a thing once; "shape" comes twice',
  ],
  [
    "whose metadata holds a number",
    fileBytes('{"__metadata__":{"format":1}}', 0),
    '"__metadata__" must be an object of texts',
  ],
  [
    "whose metadata is a text",
    fileBytes('{"__metadata__":"pt"}', 0),
    '"__metadata__" must be an object of texts',
  ],
  [
    "whose tensor is described by a list",
    fileBytes('{"a":[]}', 0),
    'tensor "a": must be described by an object',
  ],
  [
    "whose tensor has no element type",
    fileBytes('{"a":{"shape":[],"data_offsets":[0,0]}}', 0),
    'tensor "a": "dtype" must be a text; got nothing',
  ],
  [
    "whose shape is negative",
    fileBytes(a([-1, -1], [0, 4]), 4),
    'tensor "a": "shape" must be a list of whole numbers from 0; got [-1,-1]',
  ],
  [
    "whose shape is a fraction",
    fileBytes(a([0.5, 2], [0, 4]), 4),
    'tensor "a": "shape" must be a list of whole numbers from 0; got [0.5,2]',
  ],
  [
    "whose shape is no list",
    fileBytes(a("4", [0, 4]), 4),
    'tensor "a": "shape" must be a list of whole numbers from 0; got "4"',
  ],
  [
    "whose shape has a number that JavaScript cannot hold",
    fileBytes(a([2 ** 53], [0, 4]), 4),
    'tensor "a": "shape" must be a list of whole numbers from 0; got [9007199254740992]',
  ],
  [
    "whose shape multiplies to more than 64 bits",
    fileBytes(a([2 ** 40, 2 ** 40], [0, 0]), 0),
    'tensor "a": F32 of shape [1099511627776,1099511627776] takes 4.835703278458517e+24 bytes; its offsets give 0',
  ],
  [
    "without offsets",
    fileBytes(a([1], undefined), 4),
    'tensor "a": "data_offsets" must be two whole numbers from 0; got nothing',
  ],
  [
    "with three offsets",
    fileBytes(a([1], [0, 2, 4]), 4),
    'tensor "a": "data_offsets" must be two whole numbers from 0; got [0,2,4]',
  ],
  [
    "with an offset before the data",
    fileBytes(a([1], [-4, 0]), 4),
    'tensor "a": "data_offsets" must be two whole numbers from 0; got [-4,0]',
  ],
  [
    "whose tensor ends before it begins",
    fileBytes(a([1], [4, 0]), 4),
    'tensor "a": must not end (byte 0) before it begins (byte 4)',
  ],
  [
    "whose tensor has fewer bytes than its shape takes",
    fileBytes(a([2, 3], [0, 20]), 20),
    'tensor "a": F32 of shape [2,3] takes 24 bytes; its offsets give 20',
  ],
  [
    "whose tensors overlap",
    fileBytes(header(["b", [2], [4, 12]], ["a", [2], [0, 8]]), 12),
    'tensor "b" begins at byte 4 of the data, inside tensor "a", which ends at 8',
  ],
  [
    "whose tensors share their bytes",
    fileBytes(header(["a", [2], [0, 8]], ["b", [2], [0, 8]]), 8),
    'tensor "b" begins at byte 0 of the data, inside tensor "a", which ends at 8',
  ],
  [
    "with a hole before the first tensor",
    fileBytes(a([1], [4, 8]), 8),
    '4 bytes between the header and tensor "a" belong to no tensor',
  ],
  [
    "with a hole between tensors",
    fileBytes(header(["a", [1], [0, 4]], ["b", [1], [6, 10]]), 10),
    '2 bytes between tensor "a" and tensor "b" belong to no tensor',
  ],
  [
    "cut off in the data",
    fileBytes(a([2], [0, 8]), 7),
    'tensor "a" ends at byte 8 of the data, but the file holds 7',
  ],
  [
    "that promises more than any disk holds",
    fileBytes(a([2 ** 40], [0, 2 ** 42]), 4),
    'tensor "a" ends at byte 4398046511104 of the data, but the file holds 4',
  ],
  [
    "with bytes behind the last tensor",
    fileBytes(a([1], [0, 4]), 9),
    '5 bytes behind tensor "a" belong to no tensor',
  ],
  ["with data and no tensors", fileBytes("{}", 3), "3 bytes behind the header belong to no tensor"],
])("a file %s is refused", async (_, bytes, rule) => {
  expect(await errorOf(bytes)).toEqual({
    code: "SAFETENSORS_BROKEN",
    message: `${path("broken")}: ${rule}. The file is damaged or was not written as safetensors; get it anew.`,
  });
});

test.each(["F8_E4M3", "BOOL", "f32", "toString"])(
  "%s is no element type that is read",
  async (type) => {
    const text = a([4], [0, 4]).replace("F32", type);
    expect(await errorOf(fileBytes(text, 4))).toEqual({
      code: "TENSOR_DTYPE",
      message: `${path("broken")}: tensor "a" must be one of F64, F32, F16, BF16, I64, I32; got ${type}. Save the model in float32.`,
    });
  },
);

test("a file with any one byte of its header changed is read or refused, never a crash", async () => {
  const whole = await readFile(fixture);
  const codes = new Set<unknown>();
  const headerEnd = 8 + Number(whole.readBigUInt64LE(0));
  for (let position = 0; position < headerEnd; position += 3) {
    const bytes = Buffer.from(whole);
    bytes[position] = (bytes[position] ?? 0) ^ 0x11;
    const error = await errorOf(bytes);
    codes.add(typeof error === "string" ? error : (error as { code: string }).code);
  }
  expect([...codes].sort()).toEqual(["SAFETENSORS_BROKEN", "TENSOR_DTYPE", "no error"]);
});

test("a file that is not there, and a folder, are named", async () => {
  await expect(readSafetensors(path("absent"))).rejects.toMatchObject({
    code: "FILE_MISSING",
    message: `${path("absent")}: there is no such file`,
  });
  await expect(readSafetensors(path())).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: `${path()}: the system refuses to read it (EISDIR)`,
  });
});
