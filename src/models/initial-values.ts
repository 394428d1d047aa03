import { elementCount, type RandomStream, randomStream } from "../base/index.js";
import type { Parameter } from "./parameters.js";

/**
 * All weights of a model: those that a file brought, and the others drawn anew.
 *
 * @param found - values by name, as `matchWeights` gives them; taken over, not copied
 * @param seed - the run's seed
 */
export function completeWeights(
  parameters: readonly Parameter[],
  found: ReadonlyMap<string, Float32Array>,
  seed: number,
): ReadonlyMap<string, Float32Array> {
  return new Map(
    parameters.map((parameter) => [
      parameter.name,
      found.get(parameter.name) ?? initialValues(parameter, seed),
    ]),
  );
}

/**
 * Draws the values of a weight that no file brings.
 *
 * The stream is named for the weight, so that adding a layer changes no other weight's values.
 *
 * @param seed - the run's seed
 * @returns the values, row-major in `parameter.shape`
 */
function initialValues(parameter: Parameter, seed: number): Float32Array {
  const values = new Float32Array(elementCount(parameter.shape));
  const draw = sampler(parameter, randomStream(seed, `initial:${parameter.name}`));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
}

function sampler({ initial }: Parameter, random: RandomStream): () => number {
  switch (initial.kind) {
    case "zeros":
      return () => 0;
    case "ones":
      return () => 1;
    case "normal":
      return () => initial.deviation * random.nextNormal();
    case "uniform":
      return () => initial.limit * (2 * random.nextUniform() - 1);
  }
}
