/** The numbers of one or more tensors, somewhere in a file. */
export interface Storage {
  readonly kind: "storage";
  /** Name of PyTorch's class, such as `FloatStorage`. */
  readonly className: string;
  /** What the file calls it. */
  readonly key: string;
  /** Number of elements. */
  readonly count: number;
}

/** A tensor as PyTorch keeps it: a walk over a storage. */
export interface TensorView {
  readonly kind: "tensor";
  readonly storage: Storage;
  /** Elements of the storage before the first one. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Elements of the storage from one index of an axis to the next. */
  readonly strides: readonly number[];
}

const ofKind = (value: unknown, kind: string): boolean =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === kind;

export const isStorage = (value: unknown): value is Storage => ofKind(value, "storage");
export const isTensorView = (value: unknown): value is TensorView => ofKind(value, "tensor");

/** PyTorch's own limit. */
const MAX_AXES = 64;

/**
 * A view of a storage that stays inside it.
 *
 * @returns undefined when the numbers describe none
 */
export function tensorView(
  storage: unknown,
  offset: unknown,
  shape: unknown,
  strides: unknown,
): TensorView | undefined {
  if (!isStorage(storage) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    return undefined;
  }
  if (shape.length !== strides.length || shape.length > MAX_AXES) return undefined;
  const view = { kind: "tensor", storage, offset, shape, strides } as const;
  return offset + spannedElements(view) <= storage.count ? view : undefined;
}

/** Elements of the storage from the first to the last that a view touches. */
export function spannedElements({ shape, strides }: Pick<TensorView, "shape" | "strides">): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((span, size, axis) => span + (size - 1) * (strides[axis] ?? 0), 1);
}

/** Whether the elements of a view lie one behind another, in the order of its indices. */
export function isContiguous({ shape, strides }: TensorView): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 0;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** Whether a value is a whole number from 0 that JavaScript holds exactly. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every(isCount);
