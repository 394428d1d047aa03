import type { FileHandle } from "node:fs/promises";
import { readBytes } from "../read-bytes.js";
import { brokenWeights, cutShort, foreignWeights, saveStateDict } from "../weights-fault.js";
import type { PickleWorld } from "./pickle-machine.js";
import { readPickle } from "./read-pickle.js";
import type { TorchContent } from "./torch-content.js";
import { zipEntries } from "./zip-entries.js";

/** Enough for half a million tensors. */
const MAX_PICKLE_BYTES = 2 ** 26;

/**
 * Reads the pickle of a file in PyTorch's format since 1.6: a ZIP with one folder that holds `data.pkl`
 * and, for each storage, `data/<key>`.
 *
 * @throws WEIGHTS_BROKEN, WEIGHTS_FORMAT, WEIGHTS_UNSAFE
 */
export async function readZipFile(
  handle: FileHandle,
  size: number,
  world: PickleWorld,
  file: string,
): Promise<TorchContent> {
  const places = await zipEntries(handle, size, file);
  const names = [...places.keys()];
  const folder = names.find((name) => /^[^/]+\/data\.pkl$/.test(name))?.replace(/data\.pkl$/, "");
  if (folder === undefined) {
    throw foreignWeights(
      file,
      "is a ZIP without data.pkl, so not one of torch.save",
      saveStateDict,
    );
  }
  const member = async (name: string, most: number): Promise<Uint8Array> => {
    const { position, length } = places.get(name) ?? { position: 0, length: 0 };
    if (length > most)
      throw brokenWeights(file, `member "${name}" of its ZIP takes ${length} bytes`);
    return readBytes(handle, position, length, cutShort(file));
  };
  const order = new TextDecoder().decode(await member(`${folder}byteorder`, 16));
  if (order === "big") {
    throw foreignWeights(
      file,
      "was written on a machine whose numbers are big-endian",
      saveStateDict,
    );
  }
  const pickle = await member(`${folder}data.pkl`, MAX_PICKLE_BYTES);
  return {
    value: readPickle(pickle, 0, world, file).value,
    place: (key) => places.get(`${folder}data/${key}`),
  };
}
