import { expect } from "vitest";
import { worstDifference } from "./reference/compare.js";

/** Loss and gradients as PyTorch gave them, by the names of its parameters. */
export interface TorchGradients {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[] | undefined>>;
}

/** The same of ours. */
interface Came {
  readonly loss: number;
  readonly gradient: (name: string) => ArrayLike<number> | undefined;
}

/** Within 1e-3 of each number; the floor is far below the gradients. */
const tolerance = { absolute: 1e-6, relative: 1e-3 };

/** Every gradient but those of the two key biases, which are not trained, and the loss. */
export function expectTorch({ loss, gradient }: Came, wanted: TorchGradients): void {
  expect(loss).toBeCloseTo(wanted.loss, 5);
  const compared = Object.entries(wanted.gradients).filter(([name, theirs = []]) => {
    const ours = gradient(name) ?? gradient(name.replace(/^bert\./, ""));
    if (ours === undefined) return false;
    expect(worstDifference(ours, theirs, tolerance), name).toBeUndefined();
    return true;
  });
  expect(compared).toHaveLength(Object.keys(wanted.gradients).length - 2);
}
