import type { TensorData } from "../../base/index.js";

/** A matrix with rows and columns exchanged: `[R, C]` becomes `[C, R]`. Other tensors stay as they are. */
export function transposed(tensor: TensorData): TensorData {
  const [rows, columns, ...more] = tensor.shape;
  const { dtype, data } = tensor;
  if (rows === undefined || columns === undefined || more.length > 0) return tensor;
  if (!(data instanceof Float32Array)) return tensor;
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = data[row * columns + column] as number;
    }
  }
  return { dtype, shape: [columns, rows], data: turned };
}
