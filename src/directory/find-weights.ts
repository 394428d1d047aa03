import { join } from "node:path";
import { BerthError, someOf } from "../base/index.js";

/** How a model directory keeps its weights. */
export type WeightsKind = "safetensors" | "torch" | "tensorflow";

export interface FoundWeights {
  readonly kind: WeightsKind;
  /** File name in the directory. */
  readonly file: string;
  /** Whether `file` lists others, which hold the tensors. */
  readonly isIndex: boolean;
}

const named: readonly FoundWeights[] = [
  { kind: "safetensors", file: "model.safetensors", isIndex: false },
  { kind: "safetensors", file: "model.safetensors.index.json", isIndex: true },
  { kind: "torch", file: "pytorch_model.bin", isIndex: false },
  { kind: "torch", file: "pytorch_model.bin.index.json", isIndex: true },
];

/** The name that Google gave its checkpoints. */
const googles = "bert_model.ckpt.index";

/** What a directory without weights is told to bring. */
export const weightNames = "model.safetensors, pytorch_model.bin or bert_model.ckpt.index";

// What Hugging Face's Trainer saves beside a model.
const trainersOwn = /^(optimizer|scheduler|scaler|rng_state(_\d+)?)\.(pt|pth)$/;

/**
 * The weights among the files of a model directory: safetensors before PyTorch's formats
 * before TensorFlow's, the usual names before others.
 *
 * @param files - the names in the directory
 * @returns undefined when there are none
 * @throws WEIGHTS_UNCLEAR when several files could be meant
 */
export function findWeights(directory: string, files: readonly string[]): FoundWeights | undefined {
  const usual = named.find(({ file }) => files.includes(file));
  if (usual !== undefined) return usual;
  const stateDicts = files.filter((file) => /\.pth?$/.test(file) && !trainersOwn.test(file));
  const file = oneOf(directory, stateDicts, "pytorch_model.bin");
  if (file !== undefined) return { kind: "torch", file, isIndex: false };
  const checkpoints = files.filter((name) => /\.ckpt(-\d+)?\.index$/.test(name));
  const index = checkpoints.includes(googles) ? googles : oneOf(directory, checkpoints, googles);
  return index === undefined ? undefined : { kind: "tensorflow", file: index, isIndex: false };
}

function oneOf(directory: string, files: readonly string[], name: string): string | undefined {
  if (files.length <= 1) return files[0];
  throw new BerthError(
    "WEIGHTS_UNCLEAR",
    `${directory}: has ${files.length} files that could be the model's weights: ${someOf(files)}. Name the one that is meant ${join(directory, name)}.`,
    { directory, files },
  );
}
