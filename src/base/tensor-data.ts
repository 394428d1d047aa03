/** Element types that cross the border between the data wing and the compute wing. */
export type DType = "float32" | "int32" | "int64";

/** A tensor's numbers: what batches, engines and files hand to each other. Row-major. */
export interface TensorData {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array;
}

/** A float32 tensor over `data`, which is not copied. */
export function float32(shape: readonly number[], data: Float32Array): TensorData {
  return { dtype: "float32", shape, data };
}

/** An int32 tensor over `data`, which is not copied. */
export function int32(shape: readonly number[], data: Int32Array): TensorData {
  return { dtype: "int32", shape, data };
}

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  // Sizes of a file may multiply to Infinity, and Infinity times 0 is no number.
  if (shape.includes(0)) return 0;
  return shape.reduce((product, size) => product * size, 1);
}
