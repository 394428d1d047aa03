import { type Dim, input, multiply, type Tensor } from "../graph/index.js";

/** One place in a graph where values are dropped. */
export interface DropoutSite {
  /** Name of the graph input that takes the mask: 0 or `1 / (1 - rate)`. */
  readonly input: string;
  readonly rate: number;
  readonly shape: readonly Dim[];
}

/** Drops values while training; gives its input back unchanged elsewhere. */
export type Dropout = (x: Tensor, rate: number) => Tensor;

/** No dropout: evaluation, prediction, export, frozen layers. */
export const noDropout: Dropout = (x) => x;

/**
 * Dropout whose masks are inputs of the graph (Srivastava et al. 2014, with masks drawn outside, so
 * that every engine and every resumed run sees the same ones).
 *
 * @returns the function, and the list of sites that it fills as the graph is built
 */
export function maskedDropout(): { readonly dropout: Dropout; readonly sites: DropoutSite[] } {
  const sites: DropoutSite[] = [];
  const dropout: Dropout = (x, rate) => {
    if (rate === 0) return x;
    const site = { input: `dropout.${sites.length}`, rate, shape: x.shape };
    sites.push(site);
    return multiply(x, input(site.input, x.shape));
  };
  return { dropout, sites };
}
