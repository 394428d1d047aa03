/** Below every score: a move that is not allowed. */
export const NEVER = Number.NEGATIVE_INFINITY;

/** A value that is known to be there. */
export function at(values: ArrayLike<number>, place: number): number {
  return values[place] as number;
}

/** Scores by a rule. */
export function scores(length: number, of: (place: number) => number): Float64Array {
  const result = new Float64Array(length);
  for (let place = 0; place < length; place++) result[place] = of(place);
  return result;
}

/** Place of the largest, the first of equals. */
export function largest(values: Float64Array): number {
  let best = 0;
  for (let place = 1; place < values.length; place++) {
    if (at(values, place) > at(values, best)) best = place;
  }
  return best;
}

/** `log sum exp(values)` */
export function logSum(values: Float64Array): number {
  const most = at(values, largest(values));
  if (most === NEVER) return NEVER;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - most);
  return most + Math.log(sum);
}
