import { gradientSource, weightOfLayer } from "../models/index.js";
import type { Storage } from "../optimizers/index.js";
import type { SegmentPlan } from "./segment-programs.js";
import type { StepperPlan } from "./stepper.js";

/** Adds up the gradients of weights that several segments have in common: each writes over the last. */
export interface SharedGradients {
  /** Adds what a segment wrote. */
  add(segment: SegmentPlan): void;
  /** Puts the sums where the segments wrote. */
  finish(): void;
}

/** Makes the sums; there are none, and nothing is done, where every layer has weights of its own. */
export function sharedGradients(
  segments: readonly SegmentPlan[],
  { trained }: StepperPlan,
  storage: Storage,
): SharedGradients {
  const isTrained = new Set(trained);
  const trainedIn = new Map(
    segments.map((segment) => [
      segment,
      (segment.backward?.outputs ?? [])
        .map((output) => weightOfLayer(gradientSource(output) ?? "", segment.layer))
        .filter((name) => isTrained.has(name)),
    ]),
  );
  const all = [...trainedIn.values()].flat();
  const shared = new Set(all.filter((name, index) => all.indexOf(name) !== index));
  const sums = new Map<string, Float32Array>();
  const begun = new Set<string>();
  return {
    add(segment) {
      for (const name of trainedIn.get(segment) ?? []) {
        if (!shared.has(name)) continue;
        const gradient = storage.incoming(name);
        const sum = sums.get(name) ?? new Float32Array(gradient.length);
        sums.set(name, sum);
        if (!begun.has(name)) sum.fill(0);
        begun.add(name);
        for (let i = 0; i < sum.length; i++) {
          sum[i] = (sum[i] as number) + (gradient[i] as number);
        }
      }
    },
    finish() {
      for (const name of begun) storage.incoming(name).set(sums.get(name) ?? []);
      begun.clear();
    },
  };
}
