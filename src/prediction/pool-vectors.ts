/** How the tokens of a text become one vector; `none` leaves them as they are. */
export const poolings = ["cls", "mean", "max", "pooler", "none"] as const;

export type Pooling = (typeof poolings)[number];

/**
 * One vector out of the rows of a text's tokens, special ones included, as sentence-transformers pools.
 *
 * @param rows - `[S * W]`, row-major
 * @param width - W
 */
export function pooledVector(
  rows: Float32Array,
  width: number,
  pooling: "cls" | "mean" | "max",
): Float32Array {
  if (pooling === "cls") return rows.slice(0, width);
  const vector = rows.slice(0, width);
  for (let at = width; at < rows.length; at++) {
    const column = at % width;
    const [before, value] = [vector[column] as number, rows[at] as number];
    vector[column] = pooling === "max" ? Math.max(before, value) : before + value;
  }
  const count = rows.length / width;
  return pooling === "mean" ? vector.map((value) => value / count) : vector;
}

/** The same direction with length 1, in place; a vector of zeros stays. */
export function normalizeVector(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dotProduct(vector, vector));
  if (length > 0) {
    for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] as number) / length;
  }
  return vector;
}

export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
