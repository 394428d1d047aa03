import type { FileHandle } from "node:fs/promises";
import { storedBytes } from "../element-values.js";
import { readBytes } from "../read-bytes.js";
import { brokenWeights, cutShort, foreignWeights, saveStateDict } from "../weights-fault.js";
import type { PickleWorld } from "./pickle-machine.js";
import { readPickle } from "./read-pickle.js";
import { storedType } from "./read-view.js";
import { isStorage, type Storage } from "./tensor-view.js";
import type { TorchContent } from "./torch-content.js";
import type { Place } from "./zip-entries.js";

// The format of PyTorch before 1.6: five pickles one after another (a magic number, the protocol, facts
// about the system, the object, the keys of its storages), then for each key a count of 64 bits and the
// storage's bytes.

/** The pickles stand before the tensors: enough for half a million of them. */
const MAX_PICKLE_BYTES = 2 ** 26;
const MAGIC = 0x1950a86a20f9469cfc6cn;
const COUNT_BYTES = 8;

/**
 * Reads the pickles of a file in PyTorch's old format and finds its storages.
 *
 * @throws WEIGHTS_BROKEN, WEIGHTS_FORMAT, WEIGHTS_UNSAFE
 */
export async function readLegacyFile(
  handle: FileHandle,
  size: number,
  world: PickleWorld,
  file: string,
): Promise<TorchContent> {
  const head = await readBytes(handle, 0, Math.min(size, MAX_PICKLE_BYTES), cutShort(file));
  const storages = new Map<string, Storage>();
  const noting = { ...world, persistent: (id: unknown) => note(storages, world.persistent(id)) };
  const magic = readPickle(head, 0, world, file);
  if (magic.value !== MAGIC) {
    const what = "is a pickle, but not one that torch.save wrote";
    throw foreignWeights(file, what, saveStateDict);
  }
  const protocol = readPickle(head, magic.end, world, file);
  const system = readPickle(head, protocol.end, world, file);
  if (system.value instanceof Map && system.value.get("little_endian") === false) {
    throw foreignWeights(
      file,
      "was written on a machine whose numbers are big-endian",
      saveStateDict,
    );
  }
  const content = readPickle(head, system.end, noting, file);
  const keys = readPickle(head, content.end, world, file);
  const places = await placeStorages(handle, size, keys.value, keys.end, { storages, file });
  return { value: content.value, place: (key) => places.get(key) };
}

function note(storages: Map<string, Storage>, storage: unknown): unknown {
  if (isStorage(storage)) storages.set(storage.key, storage);
  return storage;
}

async function placeStorages(
  handle: FileHandle,
  size: number,
  keys: unknown,
  start: number,
  { storages, file }: { readonly storages: ReadonlyMap<string, Storage>; readonly file: string },
): Promise<Map<string, Place>> {
  const broken = (rule: string): Error => brokenWeights(file, rule);
  if (!Array.isArray(keys)) throw broken("must list its storages behind the tensors");
  const places = new Map<string, Place>();
  let at = start;
  for (const key of keys as unknown[]) {
    // Any other key could be a value without end, of which no text can be made.
    if (typeof key !== "string") throw broken("lists a storage under a key that is no text");
    const storage = storages.get(key);
    if (storage === undefined) throw broken(`lists a storage "${key}" that no tensor has`);
    const type = storedType(storage.className);
    if (type === undefined) {
      throw foreignWeights(
        file,
        `has a ${storage.className} in PyTorch's old format`,
        saveStateDict,
      );
    }
    const position = at + COUNT_BYTES;
    const length = storage.count * storedBytes[type];
    if (position + length > size) {
      throw broken(`storage "${key}" ends at byte ${position + length}; the file has ${size}`);
    }
    const { buffer } = await readBytes(handle, at, COUNT_BYTES, cutShort(file));
    const count = new DataView(buffer).getBigUint64(0, true);
    if (count !== BigInt(storage.count)) {
      throw broken(`storage "${key}" has ${count} elements; its tensors say ${storage.count}`);
    }
    places.set(key, { position, length });
    at = position + length;
  }
  return places;
}
