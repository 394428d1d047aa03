import { elementCount } from "../../src/base/index.js";

/** A tensor of the reference interpreter: float64, row-major, whatever the element type stands for. */
export interface Float64Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type Index = readonly number[];

/** A tensor whose value at each index is `value(index)`. */
export function build(shape: readonly number[], value: (index: Index) => number): Float64Tensor {
  const data = Float64Array.from({ length: elementCount(shape) }, (_, position) =>
    value(indexAt(shape, position)),
  );
  return { shape, data };
}

/** The index of the element at a position of the flat data. */
function indexAt(shape: readonly number[], position: number): number[] {
  const index = new Array<number>(shape.length);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/** The value at an index; with fewer axes or axes of size 1, the value that broadcasting puts there. */
export function at({ shape, data }: Float64Tensor, index: Index): number {
  const skipped = index.length - shape.length;
  const position = shape.reduce(
    (sum, size, axis) => sum * size + (size === 1 ? 0 : (index[axis + skipped] as number)),
    0,
  );
  return data[position] as number;
}

/** `index` with another number at `axis`. */
export function replaced(index: Index, axis: number, value: number): number[] {
  return index.map((old, position) => (position === axis ? value : old));
}
