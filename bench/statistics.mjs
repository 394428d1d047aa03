// Mean and spread of a sample.

export const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** The variance of what the numbers are a sample of. */
export function variance(numbers) {
  const center = mean(numbers);
  const squares = numbers.map((number) => (number - center) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / (numbers.length - 1);
}

export const deviation = (numbers) => Math.sqrt(variance(numbers));

/** `mean (deviation)`, as tables tell them. */
export const told = (numbers) => `${mean(numbers).toFixed(4)} (${deviation(numbers).toFixed(4)})`;

/** The standard error of the difference of two samples' means. */
export const errorOfDifference = (first, second) =>
  Math.sqrt(variance(first) / first.length + variance(second) / second.length);
