/** The worst element of a comparison, or undefined where all are within `absolute + relative * |expected|`. */
export function worstDifference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute, relative }: { readonly absolute: number; readonly relative: number },
): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} for ${expected.length} values`;
  let worst: string | undefined;
  let most = 1;
  for (let i = 0; i < expected.length; i++) {
    const came = actual[i] as number;
    const wanted = expected[i] as number;
    const excess = Math.abs(came - wanted) / (absolute + relative * Math.abs(wanted));
    // Written so that NaN counts as a difference.
    if (!(excess <= most)) {
      most = excess;
      worst = `at ${i}: ${came} for ${wanted}`;
    }
  }
  return worst;
}
