import { BinaryReader } from "@bufbuild/protobuf/wire";
import { maskedCrc32c } from "../../base/index.js";
import { brokenWeights, foreignWeights } from "../weights-fault.js";

// The format of LevelDB's tables (table_format.md there; tensorflow/core/lib/io/table.h): blocks of sorted
// entries whose keys share their beginnings, an index block whose values say where the others are, and a
// footer that says where the index is. Behind each block stand its kind of compression and its CRC.

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
const TRAILER_BYTES = 5;
const UNCOMPRESSED = 0;

// An entry of five bytes can repeat all of the key before it, so a small file could fill the memory. A name of
// BERT has some sixty bytes, and a checkpoint some hundreds of them.
const MAX_KEY_BYTES = 4096;
const MAX_NAMES_LENGTH = 2 ** 24;

/**
 * The entries of a table, in its order.
 *
 * @throws WEIGHTS_BROKEN when the bytes are no table, or a block is not what was written
 * @throws WEIGHTS_FORMAT when blocks are compressed, which TensorFlow's checkpoints never are
 */
export function tableEntries(bytes: Uint8Array, file: string): ReadonlyMap<string, Uint8Array> {
  const entries = new Map<string, Uint8Array>();
  let namesLength = 0;
  guarded(file, () => {
    for (const [key, value] of dataEntries(bytes, file)) {
      namesLength += key.length;
      if (namesLength > MAX_NAMES_LENGTH) {
        throw brokenWeights(file, `has names of more than ${MAX_NAMES_LENGTH} characters in all`);
      }
      if (entries.has(key)) throw brokenWeights(file, `has two entries "${key}"`);
      entries.set(key, value);
    }
  });
  return entries;
}

function* dataEntries(bytes: Uint8Array, file: string): Generator<[string, Uint8Array]> {
  let blockBytes = 0;
  for (const [, handle] of blockEntries(indexBlock(bytes, file), file)) {
    const content = block(bytes, handle, file);
    blockBytes += content.length + TRAILER_BYTES;
    if (blockBytes > bytes.length) throw brokenWeights(file, "has blocks inside one another");
    yield* blockEntries(content, file);
  }
}

/** Runs a reader of protobuf's numbers, whose own errors know nothing of the file. */
export function guarded<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof RangeError || (cause instanceof Error && cause.constructor === Error)) {
      throw brokenWeights(file, "has a number that is cut off");
    }
    throw cause;
  }
}

function indexBlock(bytes: Uint8Array, file: string): Uint8Array {
  const start = bytes.length - FOOTER_BYTES;
  const footer = bytes.subarray(Math.max(0, start));
  const view = new DataView(footer.buffer, footer.byteOffset, footer.byteLength);
  if (start < 0 || view.getBigUint64(FOOTER_BYTES - 8, true) !== MAGIC) {
    throw brokenWeights(file, "must end as the index of a TensorFlow checkpoint does");
  }
  const reader = new BinaryReader(footer);
  // The first handle is that of the meta-index, which is empty.
  reader.uint64();
  reader.uint64();
  return block(bytes, footer.subarray(reader.pos), file);
}

/** The content of the block that a handle points to. */
function block(bytes: Uint8Array, handle: Uint8Array, file: string): Uint8Array {
  const reader = new BinaryReader(handle);
  const start = Number(reader.uint64());
  const end = start + Number(reader.uint64());
  if (end + TRAILER_BYTES > bytes.length) {
    throw brokenWeights(file, `a block ends at byte ${end}; the file has ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, TRAILER_BYTES);
  if (view.getUint8(0) !== UNCOMPRESSED) {
    const what = "is compressed, as TensorFlow's checkpoints are not";
    throw foreignWeights(file, what, "Save the checkpoint anew with tf.compat.v1.train.Saver.");
  }
  if (maskedCrc32c(bytes.subarray(start, end + 1)) !== view.getUint32(1, true)) {
    throw brokenWeights(file, `the block at byte ${start} is not what was written (CRC)`);
  }
  return bytes.subarray(start, end);
}

/** Entries: bytes that the key shares with the one before, its other bytes, bytes of the value; key; value. */
function* blockEntries(content: Uint8Array, file: string): Generator<[string, Uint8Array]> {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const restarts = content.length < 4 ? -1 : view.getUint32(content.length - 4, true);
  const end = content.length - 4 - 4 * restarts;
  if (restarts < 0 || end < 0) throw brokenWeights(file, "a block is too short");
  const reader = new BinaryReader(content.subarray(0, end));
  let key: Uint8Array = new Uint8Array(0);
  while (reader.pos < end) {
    const shared = reader.uint32();
    const others = reader.uint32();
    const valueBytes = reader.uint32();
    const from = reader.pos;
    const valueFrom = from + others;
    if (shared > key.length || valueFrom + valueBytes > end) {
      throw brokenWeights(file, `an entry at byte ${from} of its block leaves the block`);
    }
    if (shared + others > MAX_KEY_BYTES) {
      throw brokenWeights(file, `has a name of ${shared + others} bytes`);
    }
    key = Buffer.concat([key.subarray(0, shared), content.subarray(from, valueFrom)]);
    yield [new TextDecoder().decode(key), content.subarray(valueFrom, valueFrom + valueBytes)];
    reader.pos = valueFrom + valueBytes;
  }
}
