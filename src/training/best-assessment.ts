import type { Assessment } from "./evaluation.js";

/** Holds what the best weights gave on the validation rows, so that these are not run through the model again. */
export interface BestAssessment {
  /** Takes what the weights of now gave. */
  assessed(assessment: Assessment): void;
  /** The weights of now, after so many steps, are the best so far. */
  isBest(step: number): void;
  /** What the weights after so many steps gave; undefined unless they are the best and of this process. */
  of(step: number | undefined): Assessment | undefined;
}

/** Begins with nothing held. */
export function createBestAssessment(): BestAssessment {
  let latest: Assessment | undefined;
  let best: { readonly step: number; readonly assessment: Assessment } | undefined;
  return {
    assessed(assessment) {
      latest = assessment;
    },
    isBest(step) {
      best = latest && { step, assessment: latest };
    },
    of: (step) => (best?.step === step ? best?.assessment : undefined),
  };
}
