import type { AdamNumbers, Kernels, SgdNumbers } from "./kernels.js";
import type { Piece } from "./pieces.js";

/** Does an operation on one piece; what it returns is added up over all pieces. */
type Operation = (kernels: Kernels, piece: Piece, numbers: readonly number[]) => number;

/** Everything that is done to the whole of flat storage. */
export const operations = {
  sumOfSquares: (kernels, { gradient, count }) => kernels.sumOfSquares(gradient, count),
  addIncoming(kernels, { gradient, incoming, count }) {
    kernels.addInto(gradient, incoming, count);
    return 0;
  },
  zeroGradients(kernels, { gradient, count }) {
    kernels.clear(gradient, count);
    return 0;
  },
  adam(kernels, { values, gradient, moments, count }, numbers) {
    const [means = 0, variances = 0] = moments;
    kernels.adam(values, gradient, means, variances, count, ...(numbers as AdamNumbers));
    return 0;
  },
  sgd(kernels, { values, gradient, count }, numbers) {
    kernels.sgd(values, gradient, count, ...(numbers as SgdNumbers));
    return 0;
  },
} satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

/** Names in an order that threads agree on. */
export const operationNames = Object.keys(operations) as readonly OperationName[];

/** The numbers of an update for each group of tensors, in the order of the kernel's arguments. */
export type UpdateNumbers = readonly (readonly number[])[];
