import { privateKernels, sharedKernels } from "./kernels-wasm.js";

/**
 * The compiled loops, working on one memory. Pointers are byte addresses, multiples of 16; counts are
 * numbers of float32 values, multiples of 16. Formulas: `assembly/kernels.ts`.
 */
export interface Kernels {
  sumOfSquares(values: number, count: number): number;
  addInto(target: number, source: number, count: number): void;
  clear(values: number, count: number): void;
  /** Updates the values and sets their gradients to 0. */
  adam(
    values: number,
    gradients: number,
    means: number,
    variances: number,
    count: number,
    ...numbers: AdamNumbers
  ): void;
  /** Updates the values and sets their gradients to 0. */
  sgd(values: number, gradients: number, count: number, ...numbers: SgdNumbers): void;
  masks(
    target: number,
    count: number,
    key0: number,
    key1: number,
    threshold: number,
    kept: number,
  ): void;
}

export type AdamNumbers = readonly [
  scale: number,
  penalty: number,
  keep: number,
  stepSize: number,
  meanRate: number,
  beta2: number,
  varianceRate: number,
  varianceScale: number,
  epsilon: number,
];

export type SgdNumbers = readonly [scale: number, penalty: number, rate: number];

const PAGE_BYTES = 65_536;
/** What 32 bits address. */
const MOST_PAGES = 65_536;

/**
 * Zeroed memory at its final size, since growing it would detach every view.
 *
 * @throws RangeError where there is not so much; it is told as ENGINE_MEMORY
 */
export function allocate(bytes: number, { shared = false } = {}): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  if (pages > MOST_PAGES) {
    throw new RangeError(`could not allocate memory: one block of ${bytes} bytes is above 4 GiB`);
  }
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
}

/** The kernels over a memory. Each thread makes its own over a shared one. */
export function kernelsOver(memory: WebAssembly.Memory): Kernels {
  const isShared = memory.buffer instanceof SharedArrayBuffer;
  const bytes = Buffer.from(isShared ? sharedKernels : privateKernels, "base64");
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return exports as unknown as Kernels;
}

/** Number of values with the padding that kernels need: whole cache lines. */
export function padded(count: number): number {
  return Math.ceil(count / 16) * 16;
}
