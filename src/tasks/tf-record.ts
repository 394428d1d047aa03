import { type Example, maskedCrc32c } from "../base/index.js";

/**
 * Examples as a TFRecord file of `tf.train.Example`s with the features of Google's BERT: `input_ids`,
 * `input_mask`, `segment_ids`, each `[maxLength]`, and `label_ids`, `[1]`, all int64.
 *
 * A record is its length (uint64), the masked CRC32C of these eight bytes, the message, and the masked
 * CRC32C of the message, all little-endian (tensorflow/core/lib/io/record_writer.h).
 *
 * @param examples - no longer than `maxLength` tokens; `target` is `[1]`, absent without labels
 * @param padId - stands where no token is
 *
 * @example
 * const examples = await classificationExamples(table, columns, labels, tokenizer, 128);
 * await writeFile("train.tfrecord", Buffer.concat([...tfRecords(examples, 128, tokenizer.specialIds.pad)]));
 */
export function* tfRecords(
  examples: readonly Example[],
  maxLength: number,
  padId: number,
): Generator<Uint8Array> {
  for (const example of examples) yield framed(featuresOf(example, maxLength, padId));
}

function featuresOf({ tokenIds, typeIds, target }: Example, length: number, pad: number): number[] {
  const row = (values: ArrayLike<number>, filler: number): number[] =>
    Array.from({ length }, (_, place) => values[place] ?? filler);
  const mask = Array.from(tokenIds, () => 1);
  const features: readonly (readonly [string, readonly number[]])[] = [
    ["input_ids", row(tokenIds, pad)],
    ["input_mask", row(mask, 0)],
    ...(target ? ([["label_ids", Array.from(target)]] as const) : []),
    ["segment_ids", row(typeIds, 0)],
  ];
  // Example { Features features = 1 { map<string, Feature> feature = 1 } }
  return message(
    1,
    features.flatMap(([name, values]) => {
      // Feature { Int64List int64_list = 3 { repeated int64 value = 1 [packed] } }
      const feature = message(3, message(1, values.flatMap(varint)));
      return message(1, [...message(1, [...Buffer.from(name)]), ...message(2, feature)]);
    }),
  );
}

/** A field of protobuf that holds bytes: its number, their count, the bytes. */
const message = (field: number, bytes: readonly number[]): number[] => [
  (field << 3) | 2,
  ...varint(bytes.length),
  ...bytes,
];

/** A whole number, not negative, seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function framed(bytes: readonly number[]): Uint8Array {
  const record = Buffer.alloc(bytes.length + 16);
  record.writeBigUInt64LE(BigInt(bytes.length), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(bytes, 12);
  record.writeUInt32LE(maskedCrc32c(record.subarray(12, 12 + bytes.length)), 12 + bytes.length);
  return record;
}
