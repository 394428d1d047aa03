// Files of PyTorch's old format, written byte by byte: for what today's PyTorch cannot be made to write.

/** Pieces of a pickle: Python's pickletools.py says what each opcode does. */
export const latin = (text: string): Buffer => Buffer.from(text, "latin1");

export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([latin("X"), length, bytes]);
}

export function whole(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return Buffer.concat([latin("\u008a\u0008"), bytes]);
}

export const tuple = (...items: readonly Uint8Array[]): Buffer =>
  Buffer.concat([latin("("), ...items, latin("t")]);

export const list = (...items: readonly Uint8Array[]): Buffer =>
  Buffer.concat([latin("]("), ...items, latin("e")]);

/** A dictionary of keys and values, one after another. */
export const dictionary = (...items: readonly Uint8Array[]): Buffer =>
  Buffer.concat([latin("}("), ...items, latin("u")]);

/** The call of a global, such as `torch._utils _rebuild_tensor_v2`. */
export const call = (module: string, name: string, ...given: readonly Uint8Array[]): Buffer =>
  Buffer.concat([latin(`c${module}\n${name}\n`), tuple(...given), latin("R")]);

/** A storage of floats; `more` stands behind its count. */
export const storage = (key: string, count: number, ...more: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    tuple(
      text("storage"),
      latin("ctorch\nFloatStorage\n"),
      text(key),
      text("cpu"),
      whole(count),
      ...more,
    ),
    latin("Q"),
  ]);

/** A tensor that walks over a storage from its first element. */
export const tensor = (
  of: Uint8Array,
  shape: readonly number[],
  strides: readonly number[],
): Buffer =>
  call(
    "torch._utils",
    "_rebuild_tensor_v2",
    of,
    whole(0),
    tuple(...shape.map(whole)),
    tuple(...strides.map(whole)),
  );

const stop = latin(".");

/** A file around an object, with the floats of its storages behind it. */
export function legacyTorch(
  value: Uint8Array,
  storages: Readonly<Record<string, readonly number[]>> = {},
): Buffer {
  const keys = list(...Object.keys(storages).map(text));
  const contents = Object.values(storages).flatMap((floats) => {
    const count = Buffer.alloc(8);
    count.writeBigUInt64LE(BigInt(floats.length));
    return [count, Buffer.from(Float32Array.from(floats).buffer)];
  });
  return Buffer.concat([legacyPickles(Buffer.concat([value, stop]), keys), ...contents]);
}

/** A file around any bytes in place of the object's pickle, and around any value as the list of its storages. */
export function legacyPickles(pickle: Uint8Array, keys: Uint8Array = list()): Buffer {
  const head = Buffer.from("80028a0a6cfc9c46f9206aa850192e" + "80024de9032e" + "80027d2e", "hex");
  return Buffer.concat([head, pickle, keys, stop]);
}
