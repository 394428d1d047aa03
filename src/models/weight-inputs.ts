import { input, type Tensor } from "../graph/index.js";
import type { Parameter } from "./parameters.js";

/** The graph input of a weight, by its name. */
export type Weights = (name: string) => Tensor;

/** One graph input a parameter. Asking for a name that is not among them is a fault of ours. */
export function weightInputs(parameters: readonly Parameter[]): Weights {
  const inputs = new Map(parameters.map(({ name, shape }) => [name, input(name, shape)]));
  return (name) => {
    const tensor = inputs.get(name);
    if (tensor === undefined) throw new RangeError(`no parameter "${name}" in this model`);
    return tensor;
  };
}
