import { type FileHandle, open } from "node:fs/promises";
import { elementCount, type TensorData } from "../../base/index.js";
import { readFault } from "../file-error.js";
import { readBytes } from "../read-bytes.js";
import { brokenWeights, cutShort, foreignWeights, saveStateDict } from "../weights-fault.js";
import { readLegacyFile } from "./legacy-file.js";
import { readView } from "./read-view.js";
import { stateDict } from "./state-dict.js";
import { spannedElements, type TensorView } from "./tensor-view.js";
import type { TorchContent } from "./torch-content.js";
import { torchWorld } from "./torch-world.js";
import { readZipFile } from "./zip-file.js";

/**
 * Reads the tensors of a state dict that torch.save wrote, in today's format or the one before
 * PyTorch 1.6. Nothing of the file is ever run. Floats of other widths become float32.
 *
 * @returns tensors under the names of the file; two names of the same numbers share their memory
 * @throws FILE_MISSING, FILE_UNREADABLE
 * @throws WEIGHTS_UNSAFE naming what the pickle asks for beyond tensors
 * @throws WEIGHTS_BROKEN, WEIGHTS_FORMAT, TENSOR_DTYPE
 *
 * @example
 * const tensors = await readTorch("model/pytorch_model.bin");
 */
export async function readTorch(file: string): Promise<ReadonlyMap<string, TensorData>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size } = await handle.stat();
    const content = await readContent(handle, size, file);
    return await readTensors(handle, stateDict(content.value, file), content, { size, file });
  } catch (cause) {
    throw readFault(file, cause);
  } finally {
    await handle?.close();
  }
}

/** The first bytes of a ZIP, and of a pickle of protocol 2 or later. */
const ZIP = "PK\u0003\u0004";
const PICKLE = "\u0080";

async function readContent(handle: FileHandle, size: number, file: string): Promise<TorchContent> {
  const first = String.fromCharCode(
    ...(await readBytes(handle, 0, Math.min(4, size), cutShort(file))),
  );
  const world = torchWorld(file);
  if (first === ZIP) return readZipFile(handle, size, world, file);
  if (first.startsWith(PICKLE)) return readLegacyFile(handle, size, world, file);
  if (size === 0) throw brokenWeights(file, "is empty");
  // A clone of a hub repository without git-lfs has a few lines of text in place of each large file.
  if (first === "vers") {
    const remedy = "Fetch it with git lfs pull.";
    throw foreignWeights(file, "is a pointer of git-lfs, not the weights themselves", remedy);
  }
  throw foreignWeights(file, "is none of the formats of torch.save", saveStateDict);
}

/** Tensors may overlap in a file, but not so that a small one fills the memory. */
const MAX_OVERLAP = 8;
const ALWAYS_ELEMENTS = 2 ** 24;

async function readTensors(
  handle: FileHandle,
  views: ReadonlyMap<string, TensorView>,
  { place }: TorchContent,
  { size, file }: { readonly size: number; readonly file: string },
): Promise<Map<string, TensorData>> {
  const known = new Map<string, TensorData>();
  const tensors = new Map<string, TensorData>();
  let elements = 0;
  for (const [name, view] of views) {
    const { storage, offset, shape, strides } = view;
    const identity = JSON.stringify([storage.key, storage.className, offset, shape, strides]);
    let tensor = known.get(identity);
    if (tensor === undefined) {
      elements += elementCount(shape) + spannedElements(view);
      // Said so that it holds of NaN as well.
      if (!(elements <= MAX_OVERLAP * size + ALWAYS_ELEMENTS)) {
        throw brokenWeights(file, "describes tensors of more numbers than it could hold");
      }
      const where = place(storage.key);
      if (where === undefined) throw brokenWeights(file, `lacks the numbers of tensor "${name}"`);
      tensor = await readView(handle, name, view, where, file);
      known.set(identity, tensor);
    }
    tensors.set(name, tensor);
  }
  return tensors;
}
