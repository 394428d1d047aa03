import { type FileHandle, open } from "node:fs/promises";
import { elementCount, type TensorData } from "../base/index.js";
import { elementValues } from "./element-values.js";
import { readFault } from "./file-error.js";
import { readBytes } from "./read-bytes.js";
import {
  brokenSafetensors,
  elementBytes,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  parseHeader,
  type SafetensorsHeader,
  type TensorEntry,
} from "./safetensors-header.js";

/** A safetensors file in memory. */
export interface SafetensorsFile {
  readonly metadata: Readonly<Record<string, string>>;
  /** By name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, TensorData>;
}

/**
 * Reads a safetensors file. Floats of other widths (F16, BF16, F64) become float32.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE
 * @throws SAFETENSORS_BROKEN when the file breaks a rule of the format
 * @throws TENSOR_DTYPE when a tensor is of an element type that Berth does not read
 *
 * @example
 * const { tensors } = await readSafetensors("model/model.safetensors");
 * tensors.get("embeddings.word_embeddings.weight")?.shape; // [30522, 384]
 */
export async function readSafetensors(file: string): Promise<SafetensorsFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { header, dataStart } = await readHeader(handle, file);
    const tensors = new Map<string, TensorData>();
    for (const entry of header.entries) {
      tensors.set(entry.name, await readTensor(handle, entry, dataStart, file));
    }
    return { metadata: header.metadata, tensors };
  } catch (cause) {
    throw readFault(file, cause);
  } finally {
    await handle?.close();
  }
}

/**
 * Reads the header of an open file, and says where the tensors begin.
 *
 * @throws SAFETENSORS_BROKEN when the file breaks a rule of the format, such as by its length
 * @throws TENSOR_DTYPE
 */
export async function readHeader(
  handle: FileHandle,
  file: string,
): Promise<{ header: SafetensorsHeader; dataStart: number }> {
  const { size } = await handle.stat();
  if (size < LENGTH_BYTES) {
    const rule = `must begin with ${LENGTH_BYTES} bytes that give the header's length; the file has ${size} bytes`;
    throw brokenSafetensors(file, rule);
  }
  const length = await readBytes(handle, 0, LENGTH_BYTES, shortened(file));
  const given = new DataView(length.buffer).getBigUint64(0, true);
  const headerBytes = Number(given);
  if (headerBytes > MAX_HEADER_BYTES) {
    const rule = `the header must be at most ${MAX_HEADER_BYTES} bytes; its length is given as ${given}`;
    throw brokenSafetensors(file, rule);
  }
  const dataStart = LENGTH_BYTES + headerBytes;
  if (dataStart > size) {
    const rule = `the header must end at byte ${dataStart}; the file has ${size} bytes`;
    throw brokenSafetensors(file, rule);
  }
  const bytes = await readBytes(handle, LENGTH_BYTES, headerBytes, shortened(file));
  return { header: parseHeader(bytes, size - dataStart, file), dataStart };
}

/** Tensors are read one by one into memory of their own: whatever their place in the file, it is aligned. */
async function readTensor(
  handle: FileHandle,
  { type, shape, begin }: TensorEntry,
  dataStart: number,
  file: string,
): Promise<TensorData> {
  const bytes = elementCount(shape) * elementBytes[type];
  const { buffer } = await readBytes(handle, dataStart + begin, bytes, shortened(file));
  return { shape, ...elementValues(type, buffer) };
}

/** The error for a file that ends before what its header describes. */
export const shortened = (file: string) => (): Error =>
  brokenSafetensors(file, "became shorter while it was read");
