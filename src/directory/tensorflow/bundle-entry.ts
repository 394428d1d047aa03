import { BinaryReader } from "@bufbuild/protobuf/wire";

// The messages of tensorflow/core/protobuf/tensor_bundle.proto and tensor_shape.proto; their field
// numbers stand beside the names.

/** How many files hold the tensors, and in which order of bytes. */
export interface BundleHeader {
  readonly shardCount: number;
  readonly isBigEndian: boolean;
}

/** Where a tensor lies, and what it is. */
export interface BundleEntry {
  /** Number in TensorFlow's `DataType`. */
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly shard: number;
  readonly offset: number;
  readonly bytes: number;
  /** Masked CRC-32C of the bytes. */
  readonly crc: number;
  /** Whether the tensor lies in pieces under other names. */
  readonly isSliced: boolean;
}

type Field = (reader: BinaryReader) => void;

/** Calls what reads a field for each field of a message, and passes over those that none reads. */
function readFields(bytes: Uint8Array, fields: Readonly<Record<number, Field>>): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const read = fields[number];
    if (read) read(reader);
    else reader.skip(wireType, number);
  }
}

export function bundleHeader(message: Uint8Array): BundleHeader {
  const header = { shardCount: 0, isBigEndian: false };
  readFields(message, {
    1: (reader) => {
      header.shardCount = reader.int32();
    },
    2: (reader) => {
      header.isBigEndian = reader.int32() !== 0;
    },
  });
  return header;
}

export function bundleEntry(message: Uint8Array): BundleEntry {
  const entry = { dtype: 0, shard: 0, offset: 0, bytes: 0, crc: 0, isSliced: false };
  let shape: number[] = [];
  readFields(message, {
    1: (reader) => {
      entry.dtype = reader.int32();
    },
    2: (reader) => {
      shape = tensorShape(reader.bytes());
    },
    3: (reader) => {
      entry.shard = reader.int32();
    },
    4: (reader) => {
      entry.offset = Number(reader.int64());
    },
    5: (reader) => {
      entry.bytes = Number(reader.int64());
    },
    6: (reader) => {
      entry.crc = reader.fixed32();
    },
    7: (reader) => {
      reader.bytes();
      entry.isSliced = true;
    },
  });
  return { ...entry, shape };
}

function tensorShape(message: Uint8Array): number[] {
  const shape: number[] = [];
  readFields(message, {
    2: (reader) => {
      let size = 0;
      readFields(reader.bytes(), {
        1: (dim) => {
          size = Number(dim.int64());
        },
      });
      shape.push(size);
    },
  });
  return shape;
}
