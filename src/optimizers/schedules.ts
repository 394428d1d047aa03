/** How the learning rate moves over a run. */
export interface Schedule {
  readonly kind: "linear" | "cosine" | "constant" | "one-cycle";
  readonly totalSteps: number;
  /** Steps over which the rate rises from 0 to its peak. */
  readonly warmupSteps: number;
  /** The highest rate. */
  readonly peak: number;
}

/**
 * Learning rate of a step, as the schedules of Hugging Face transformers give it, and PyTorch's
 * `OneCycleLR` (Smith and Topin 2019) with its defaults: up from 1/25 of the peak and down to 1/250,000.
 *
 * @param step - counted from 0
 *
 * @example
 * rateAt({ kind: "linear", totalSteps: 100, warmupSteps: 10, peak: 5e-5 }, 10); // 5e-5
 */
export function rateAt(schedule: Schedule, step: number): number {
  const { kind, totalSteps, warmupSteps, peak } = schedule;
  if (kind === "one-cycle") return oneCycleRate(schedule, step);
  if (step < warmupSteps) return (peak * step) / warmupSteps;
  const span = Math.max(1, totalSteps - warmupSteps);
  switch (kind) {
    case "linear":
      return peak * Math.max(0, (totalSteps - step) / span);
    case "cosine":
      return (peak * (1 + Math.cos((Math.PI * (step - warmupSteps)) / span))) / 2;
    case "constant":
      return peak;
  }
}

const START_DIVISOR = 25;
const END_DIVISOR = 1e4;

/** Half a cosine up in the warm-up, half a cosine down in the rest. */
function oneCycleRate({ totalSteps, warmupSteps, peak }: Schedule, step: number): number {
  const first = peak / START_DIVISOR;
  const last = first / END_DIVISOR;
  const top = warmupSteps - 1;
  const between = (from: number, to: number, share: number): number =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
  if (step < top) return between(first, peak, step / top);
  return between(peak, last, (step - top) / Math.max(1, totalSteps - 1 - top));
}
