import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import {
  BerthError,
  elementCount,
  maskedCrc32c,
  someOf,
  type TensorData,
} from "../../base/index.js";
import { elementValues, type StoredType, storedBytes } from "../element-values.js";
import { readFault } from "../file-error.js";
import { readBytes } from "../read-bytes.js";
import { brokenWeights, cutShort, foreignWeights } from "../weights-fault.js";
import { bertName } from "./bert-names.js";
import { type BundleEntry, bundleEntry, bundleHeader } from "./bundle-entry.js";
import { guarded, tableEntries } from "./table-file.js";
import { transposed } from "./transposed.js";

/** Element types by their numbers in TensorFlow's `DataType`. */
const storedTypes: ReadonlyMap<number, StoredType> = new Map([
  [1, "F32"],
  [2, "F64"],
  [3, "I32"],
  [9, "I64"],
  [14, "BF16"],
  [19, "F16"],
]);

/** An index has some hundred bytes a tensor. */
const MAX_INDEX_BYTES = 2 ** 26;

/**
 * Reads a checkpoint of Google's BERT as TensorFlow wrote it: an index, and beside it the files
 * `<name>.data-00000-of-00001` with the numbers. The optimizer's variables are passed over.
 *
 * @param index - the file `<name>.index`
 * @returns tensors under Hugging Face's names, kernels transposed to `[out, in]`
 * @throws FILE_MISSING, FILE_UNREADABLE, MODEL_FILE_MISSING
 * @throws WEIGHTS_BROKEN, WEIGHTS_FORMAT, TENSOR_DTYPE
 *
 * @example
 * const tensors = await readTensorflow("uncased_L-12_H-768_A-12/bert_model.ckpt.index");
 */
export async function readTensorflow(index: string): Promise<ReadonlyMap<string, TensorData>> {
  const entries = tableEntries(await readIndex(index), index);
  const header = guarded(index, () => bundleHeader(entries.get("") ?? new Uint8Array(0)));
  if (header.isBigEndian) {
    const what = "was written on a machine whose numbers are big-endian";
    throw foreignWeights(index, what, "Save it anew on a usual one.");
  }
  const shards = new Map<number, Entry[]>();
  for (const entry of bertEntries(entries, header.shardCount, index)) {
    shards.set(entry.shard, [...(shards.get(entry.shard) ?? []), entry]);
  }
  const tensors = new Map<string, TensorData>();
  for (const [shard, held] of shards) {
    const number = (value: number): string => String(value).padStart(5, "0");
    const ending = `.data-${number(shard)}-of-${number(header.shardCount)}`;
    await readShard(index.replace(/\.index$/, ending), held, index, tensors);
  }
  return tensors;
}

interface Entry extends BundleEntry {
  readonly variable: string;
  readonly name: string;
  readonly isTransposed: boolean;
}

async function readIndex(index: string): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(index);
    const { size } = await handle.stat();
    if (size > MAX_INDEX_BYTES) throw brokenWeights(index, `takes ${size} bytes as an index`);
    return await readBytes(handle, 0, size, cutShort(index));
  } catch (cause) {
    throw readFault(index, cause);
  } finally {
    await handle?.close();
  }
}

function bertEntries(
  messages: ReadonlyMap<string, Uint8Array>,
  shardCount: number,
  index: string,
): Entry[] {
  const entries: Entry[] = [];
  for (const [variable, message] of messages) {
    const mapped = bertName(variable);
    if (mapped === undefined) continue;
    const entry = { variable, ...mapped, ...guarded(index, () => bundleEntry(message)) };
    if (!isSound(entry, shardCount)) {
      throw brokenWeights(index, `says of "${variable}" what cannot be`);
    }
    if (entry.isSliced) {
      const remedy = "Save the checkpoint anew without a partitioner.";
      throw foreignWeights(index, `has "${variable}" in several pieces`, remedy);
    }
    entries.push(entry);
  }
  if (entries.length > 0) return entries;
  const names = [...messages.keys()].filter((name) => name !== "");
  throw foreignWeights(
    index,
    `has no variable of Google's BERT (bert/...); it has ${someOf(names)}`,
    "Convert the model to safetensors with the program that wrote it.",
  );
}

const isSound = ({ shape, shard, offset, bytes }: Entry, shardCount: number): boolean =>
  [...shape, shard, offset, bytes].every((value) => Number.isSafeInteger(value) && value >= 0) &&
  shard < shardCount;

async function readShard(
  file: string,
  entries: readonly Entry[],
  index: string,
  tensors: Map<string, TensorData>,
): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size } = await handle.stat();
    let reached = 0;
    for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
      if (entry.offset < reached || entry.offset + entry.bytes > size) {
        const rule = `"${entry.variable}" lies at bytes ${entry.offset} to ${entry.offset + entry.bytes}; the file has ${size}, and the one before ends at ${reached}`;
        throw brokenWeights(file, rule);
      }
      reached = entry.offset + entry.bytes;
      tensors.set(entry.name, await readTensor(handle, entry, file));
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") {
      const message = `${file}: is missing; ${basename(index)} says that it holds ${entries.length} tensors. Copy it beside the index`;
      throw new BerthError("MODEL_FILE_MISSING", message, { file }, { cause });
    }
    throw readFault(file, cause);
  } finally {
    await handle?.close();
  }
}

async function readTensor(
  handle: FileHandle,
  { variable, dtype, shape, offset, bytes, crc, isTransposed }: Entry,
  file: string,
): Promise<TensorData> {
  const type = storedTypes.get(dtype);
  if (type === undefined) {
    const message = `${file}: "${variable}" must hold floats or integers; it is of TensorFlow's type ${dtype}. Save the model in float32.`;
    throw new BerthError("TENSOR_DTYPE", message, { file, tensor: variable, dtype });
  }
  if (elementCount(shape) * storedBytes[type] !== bytes) {
    throw brokenWeights(file, `"${variable}" of shape [${shape}] (${type}) has ${bytes} bytes`);
  }
  const content = await readBytes(handle, offset, bytes, cutShort(file));
  if (maskedCrc32c(content) !== crc) {
    throw brokenWeights(file, `the numbers of "${variable}" are not those that were written (CRC)`);
  }
  const tensor = { shape, ...elementValues(type, content.buffer) };
  return isTransposed ? transposed(tensor) : tensor;
}
