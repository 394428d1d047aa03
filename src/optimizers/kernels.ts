import { kernelsBase64 } from "./kernels-wasm.js";

/**
 * The compiled loops, working on one memory. Pointers are byte addresses, multiples of 16; counts are
 * numbers of float32 values, multiples of 4. Formulas: `assembly/kernels.ts`.
 */
export interface Kernels {
  sumOfSquares(values: number, count: number): number;
  addInto(target: number, source: number, count: number): void;
  adam(
    values: number,
    gradients: number,
    means: number,
    variances: number,
    count: number,
    scale: number,
    penalty: number,
    keep: number,
    stepSize: number,
    meanRate: number,
    beta2: number,
    varianceRate: number,
    varianceScale: number,
    epsilon: number,
  ): void;
  sgd(
    values: number,
    gradients: number,
    count: number,
    scale: number,
    penalty: number,
    rate: number,
  ): void;
  masks(
    target: number,
    count: number,
    key0: number,
    key1: number,
    threshold: number,
    kept: number,
  ): void;
}

const PAGE_BYTES = 65_536;

/** Zeroed memory at its final size, since growing it would detach every view; and the kernels over it. */
export function allocate(bytes: number): { readonly buffer: ArrayBuffer; kernels: Kernels } {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const module = new WebAssembly.Module(Buffer.from(kernelsBase64, "base64"));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { buffer: memory.buffer, kernels: exports as unknown as Kernels };
}

/** Number of values with the padding that kernels need. */
export function padded(count: number): number {
  return Math.ceil(count / 4) * 4;
}
