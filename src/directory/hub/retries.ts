import { setTimeout as wait } from "node:timers/promises";
import type { BerthError } from "../../base/index.js";

/** A fault that may pass: a busy hub, a connection that was cut. */
export class PassingFault extends Error {
  /** What is told when it does not pass. */
  readonly told: BerthError;
  /** Seconds that the hub asked to wait. */
  readonly seconds: number | undefined;

  constructor(told: BerthError, seconds?: number) {
    super(told.message, { cause: told });
    this.told = told;
    this.seconds = seconds;
  }
}

const MOST_TRIES = 5;
/** Nobody sits before a terminal for longer. */
const MOST_SECONDS = 120;

/**
 * Tries something again while its faults may pass, each time after a longer wait.
 *
 * @param progress - a number that grows as something is reached: then the count of tries begins anew
 * @param secondMs - length of a second
 * @param tries - how often without progress
 * @throws the error of the last fault
 */
export async function withRetries<Result>(
  work: () => Promise<Result>,
  {
    progress = () => 0,
    secondMs = 1000,
    tries = MOST_TRIES,
  }: { progress?: () => number; secondMs?: number; tries?: number } = {},
): Promise<Result> {
  let reached = progress();
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (fault) {
      if (!(fault instanceof PassingFault)) throw fault;
      if (progress() > reached) failures = 1;
      reached = progress();
      const seconds = fault.seconds ?? 2 ** (failures - 1);
      if (failures >= tries || seconds > MOST_SECONDS) throw fault.told;
      await wait(seconds * secondMs);
    }
  }
}
