/** The outputs of all examples end to end, row-major. */
export function joinOutputs(outputs: readonly Float32Array[]): Float32Array {
  const size = outputs.reduce((sum, { length }) => sum + length, 0);
  const joined = new Float32Array(size);
  let place = 0;
  for (const values of outputs) {
    joined.set(values, place);
    place += values.length;
  }
  return joined;
}
