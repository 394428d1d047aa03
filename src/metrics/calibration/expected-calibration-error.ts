/**
 * How far confidence is from accuracy (Guo et al. 2017, equation 3): rows are put in bins of equal
 * width by their confidence, `(b / B, (b + 1) / B]`; the error is the mean over the rows of their
 * bin's `|accuracy - mean confidence|`.
 *
 * @param confidences - probability of the predicted class, one a row
 * @param isRight - whether it is the true class, one a row
 * @param bins - 15 as in the paper, unless told
 */
export function expectedCalibrationError(
  confidences: ArrayLike<number>,
  isRight: ArrayLike<boolean>,
  bins = 15,
): number {
  const gaps = new Float64Array(bins);
  for (let row = 0; row < confidences.length; row++) {
    const confidence = confidences[row] as number;
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    // The sum of a bin's (right - confidence) is its size times (accuracy - mean confidence).
    gaps[bin] = (gaps[bin] as number) + Number(isRight[row]) - confidence;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / confidences.length;
}
