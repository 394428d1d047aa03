import { unreachable } from "../base/index.js";
import type { Storage } from "../optimizers/index.js";

/** Adds up the micro-batches of a step in storage that holds the gradient of one. */
export interface GradientSum {
  /** Puts the gradient of micro-batch `index` aside, before the next one is written over it. */
  putAside(index: number): void;
  /** Adds what was put aside to the last micro-batch's gradient. */
  addBack(): void;
}

/**
 * Makes the sum. Its memory, 4 bytes a value, is taken when it is first needed: for steps that memory
 * has split, which nobody planned.
 *
 * @param names - tensors whose gradient the engine overwrites
 */
export function createGradientSum(storage: Storage, names: readonly string[]): GradientSum {
  const sums = new Map<string, Float32Array>();
  return {
    putAside(index) {
      for (const name of names) {
        const gradient = storage.gradient(name);
        const sum = sums.get(name) ?? new Float32Array(gradient.length);
        sums.set(name, sum);
        if (index === 0) sum.set(gradient);
        else addInto(sum, gradient);
      }
    },
    addBack() {
      for (const name of names) {
        addInto(storage.gradient(name), sums.get(name) ?? unreachable("nothing was put aside"));
      }
    },
  };
}

function addInto(target: Float32Array, source: Float32Array): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = (target[i] as number) + (source[i] as number);
  }
}
