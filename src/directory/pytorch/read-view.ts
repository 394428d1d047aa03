import type { FileHandle } from "node:fs/promises";
import { BerthError, elementCount, type TensorData } from "../../base/index.js";
import { elementValues, type StoredType, storedBytes } from "../element-values.js";
import { readBytes } from "../read-bytes.js";
import { brokenWeights, cutShort } from "../weights-fault.js";
import { isContiguous, spannedElements, type TensorView } from "./tensor-view.js";
import type { Place } from "./zip-entries.js";

const storedTypes: ReadonlyMap<string, StoredType> = new Map([
  ["DoubleStorage", "F64"],
  ["FloatStorage", "F32"],
  ["HalfStorage", "F16"],
  ["BFloat16Storage", "BF16"],
  ["LongStorage", "I64"],
  ["IntStorage", "I32"],
  ["ShortStorage", "I16"],
  ["CharStorage", "I8"],
  ["ByteStorage", "U8"],
  ["BoolStorage", "BOOL"],
]);

/** The element type of a storage; undefined where Berth does not read it. */
export const storedType = (className: string): StoredType | undefined => storedTypes.get(className);

/**
 * Reads the numbers of a tensor.
 *
 * @param place - of the tensor's storage in the file
 * @throws TENSOR_DTYPE, WEIGHTS_BROKEN
 */
export async function readView(
  handle: FileHandle,
  name: string,
  view: TensorView,
  place: Place,
  file: string,
): Promise<TensorData> {
  const { storage, offset, shape } = view;
  const type = storedType(storage.className);
  if (type === undefined) throw unreadType(file, name, storage.className);
  const width = storedBytes[type];
  if (storage.count * width > place.length) {
    const rule = `tensor "${name}" has a storage of ${storage.count} elements (${type}); its bytes are ${place.length}`;
    throw brokenWeights(file, rule);
  }
  const position = place.position + offset * width;
  const bytes = await readBytes(handle, position, spannedElements(view) * width, cutShort(file));
  const { dtype, data } = elementValues(type, bytes.buffer);
  return { dtype, shape, data: isContiguous(view) ? data : gathered(data, view) };
}

/** The elements of a view in the order of its indices, the last one running fastest. */
function gathered(data: TensorData["data"], { shape, strides }: TensorView): TensorData["data"] {
  const count = elementCount(shape);
  const values = new (data.constructor as new (length: number) => typeof data)(count);
  const index = new Array<number>(shape.length).fill(0);
  let place = 0;
  for (let element = 0; element < count; element++) {
    values[element] = data[place] as number & bigint;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] as number;
      const stride = strides[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      place += stride;
      if ((index[axis] as number) < size) break;
      index[axis] = 0;
      place -= size * stride;
    }
  }
  return values;
}

function unreadType(file: string, tensor: string, className: string): BerthError {
  return new BerthError(
    "TENSOR_DTYPE",
    `${file}: tensor "${tensor}" must hold floats or integers; it is a ${className} of PyTorch. Save the model in float32.`,
    { file, tensor, dtype: className },
  );
}
