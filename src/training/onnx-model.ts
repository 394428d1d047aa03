import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { elementCount, float32, type JsonObject, type TensorData } from "../base/index.js";
import { writeFileAtomic } from "../directory/index.js";
import { exportGraph, type TaskModel } from "../models/index.js";
import { type ExternalData, lowerGraph } from "../onnx/index.js";

/** No protobuf message may have 2 GiB: what the weights may take of it, the graph and its constants apart. */
const WEIGHT_BYTES = 2 ** 31 - 2 ** 27;

/** The name that transformers.js expects beside `model.onnx`. */
const DATA_FILE = "model.onnx_data";

/** Weights begin at pages, so that they can be mapped into memory. */
const PAGE_BYTES = 4096;

/** Whether a model's weights are too large to stand inside an ONNX file. */
export function needsExternalData({
  parameters,
}: {
  readonly parameters: readonly Pick<TaskModel["parameters"][number], "shape">[];
}): boolean {
  const count = parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  return count * Float32Array.BYTES_PER_ELEMENT > WEIGHT_BYTES;
}

/** What `config.json` tells transformers.js, which else looks for no second file; empty where there is none. */
export function externalDataKeys(model: Parameters<typeof needsExternalData>[0]): JsonObject {
  if (!needsExternalData(model)) return {};
  return { "transformers.js_config": { use_external_data_format: { "model.onnx": true } } };
}

/**
 * Writes `onnx/model.onnx`: the padded model in ai.onnx ops only, with its weights inside, or in
 * `onnx/model.onnx_data` where they are too large for that.
 *
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function writeOnnxModel(
  directory: string,
  model: TaskModel,
  weights: ReadonlyMap<string, Float32Array>,
  { isExternal = needsExternalData(model) } = {},
): Promise<void> {
  const tensors = model.parameters.map(
    ({ name, shape }) => [name, float32(shape, weights.get(name) ?? new Float32Array(0))] as const,
  );
  const external = isExternal ? placesIn(tensors) : new Map<string, ExternalData>();
  const bytes = lowerGraph(exportGraph(model, model.outputs), {
    dialect: "standard",
    initializers: Object.fromEntries(tensors),
    external,
  });
  const folder = join(directory, "onnx");
  await mkdir(folder, { recursive: true });
  if (isExternal) await writeFileAtomic(join(folder, DATA_FILE), paged(tensors));
  await writeFileAtomic(join(folder, "model.onnx"), bytes);
}

type NamedTensor = readonly [name: string, tensor: TensorData];

/** Bytes of a tensor with those that fill its last page. */
const pagedBytes = ({ data }: TensorData): number =>
  Math.ceil(data.byteLength / PAGE_BYTES) * PAGE_BYTES;

function placesIn(tensors: readonly NamedTensor[]): Map<string, ExternalData> {
  let offset = 0;
  return new Map(
    tensors.map(([name, tensor]) => {
      const place = { location: DATA_FILE, offset };
      offset += pagedBytes(tensor);
      return [name, place];
    }),
  );
}

function* paged(tensors: readonly NamedTensor[]): Iterable<Uint8Array> {
  for (const [, tensor] of tensors) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    yield new Uint8Array(buffer, byteOffset, byteLength);
    yield new Uint8Array(pagedBytes(tensor) - byteLength);
  }
}
