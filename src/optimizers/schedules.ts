/** How the learning rate moves over a run. */
export interface Schedule {
  readonly kind: "linear" | "cosine" | "constant";
  readonly totalSteps: number;
  /** Steps over which the rate rises from 0 to its peak. */
  readonly warmupSteps: number;
  /** The highest rate. */
  readonly peak: number;
}

/**
 * Learning rate of a step, as the schedules of Hugging Face transformers give it.
 *
 * @param step - counted from 0
 *
 * @example
 * rateAt({ kind: "linear", totalSteps: 100, warmupSteps: 10, peak: 5e-5 }, 10); // 5e-5
 */
export function rateAt({ kind, totalSteps, warmupSteps, peak }: Schedule, step: number): number {
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
