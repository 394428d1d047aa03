import type { RandomStream } from "../base/index.js";

/**
 * The next number of the Beta(a, a) distribution: `x / (x + y)` of two gamma variates. It is computed
 * from their logarithms, which stay finite where the variates of a small `a` would be 0.
 */
export function betaVariate(a: number, random: RandomStream): number {
  const [first, second] = [logGammaVariate(a, random), logGammaVariate(a, random)];
  return 1 / (1 + Math.exp(second - first));
}

/**
 * The logarithm of the next number of the gamma distribution of this shape, by squeeze (Marsaglia and
 * Tsang 2000, "A simple method for generating gamma variables"). Below 1 it is that of the shape above,
 * times `u^(1 / shape)`.
 */
function logGammaVariate(shape: number, random: RandomStream): number {
  if (shape < 1) {
    const above = logGammaVariate(shape + 1, random);
    return above + Math.log(1 - random.nextUniform()) / shape;
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.nextNormal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root ** 3;
    const u = 1 - random.nextUniform();
    if (Math.log(u) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
