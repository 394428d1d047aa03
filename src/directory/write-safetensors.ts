import { writeFile } from "node:fs/promises";
import { type DType, elementCount, type TensorData, unreachable } from "../base/index.js";
import { writeFault } from "./file-error.js";
import { elementBytes, LENGTH_BYTES, METADATA } from "./safetensors-header.js";
import { writeFileAtomic } from "./write-file-atomic.js";

// Wide elements first, so that every tensor begins at a multiple of its element's width.
const types = {
  int64: { type: "I64", rank: 0 },
  float32: { type: "F32", rank: 1 },
  int32: { type: "I32", rank: 2 },
} as const satisfies Record<DType, object>;

type NamedTensor = readonly [name: string, tensor: TensorData];

/**
 * Writes a safetensors file, whole or not at all, without a second copy of the tensors in memory. The
 * bytes depend on the tensors alone, not on their order: by element type, then by name.
 *
 * @param metadata - facts about the file; Python's loaders ask for `format`
 * @throws DISK_FULL, FILE_UNWRITABLE; the file is then what it was before
 *
 * @example
 * await writeSafetensors("head.safetensors", [["classifier.bias", float32([2], bias)]]);
 */
export async function writeSafetensors(
  file: string,
  tensors: Iterable<NamedTensor>,
  metadata: Readonly<Record<string, string>> = { format: "pt" },
): Promise<void> {
  const sorted = [...tensors].sort(([name, a], [otherName, b]) => compare(name, a, otherName, b));
  await writeFileAtomic(file, fileBytes(sorted, metadata));
}

/** A tensor as the header of a file tells it. */
export interface DescribedTensor extends Pick<TensorData, "dtype" | "shape"> {
  readonly name: string;
}

/**
 * Creates a safetensors file that others fill: its header stands, and `writePieces` puts the numbers in
 * their places.
 *
 * @returns for each tensor the byte of the file at which its numbers begin, in the order of the file
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function createSafetensors(
  file: string,
  tensors: readonly DescribedTensor[],
  metadata: Readonly<Record<string, string>> = { format: "pt" },
): Promise<ReadonlyMap<string, number>> {
  const sorted = [...tensors].sort((a, b) => compare(a.name, a, b.name, b));
  const beginning = headerBytes(sorted, metadata);
  await writeFile(file, beginning).catch((cause: unknown) => {
    throw writeFault(file, cause);
  });
  let position = beginning.length;
  return new Map(
    sorted.map((tensor) => {
      const begin = position;
      position += byteCount(tensor);
      return [tensor.name, begin];
    }),
  );
}

type Described = Pick<TensorData, "dtype" | "shape">;

function compare(name: string, a: Described, otherName: string, b: Described): number {
  return types[a.dtype].rank - types[b.dtype].rank || (name < otherName ? -1 : 1);
}

function byteCount({ dtype, shape }: Described): number {
  return elementCount(shape) * elementBytes[types[dtype].type];
}

function* fileBytes(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Iterable<Uint8Array> {
  for (const [name, { shape, data }] of tensors) {
    if (elementCount(shape) === data.length) continue;
    unreachable(`tensor "${name}" of shape [${shape}] has ${data.length} elements`);
  }
  yield headerBytes(
    tensors.map(([name, { dtype, shape }]) => ({ name, dtype, shape })),
    metadata,
  );
  for (const [, { data }] of tensors) {
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

/** The beginning of a file, up to the first tensor: the header and its length. */
export function headerBytes(
  tensors: readonly DescribedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const described = tensors.map((tensor) => {
    const { name, dtype, shape } = tensor;
    const begin = end;
    end += byteCount(tensor);
    return [name, { dtype: types[dtype].type, shape, data_offsets: [begin, end] }] as const;
  });
  // Entries of an object with names like "1" would come out in another order: the text is put together.
  const members = [[METADATA, metadata] as const, ...described].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  const text = new TextEncoder().encode(`{${members.join(",")}}`);
  const length = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}
