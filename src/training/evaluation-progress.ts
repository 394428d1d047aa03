import { withProgress } from "../base/index.js";
import type { EvaluatingEvent } from "./events.js";

/** Is told of examples as they are done; ends the evaluation by throwing. */
export type OnExamples = (count: number) => void;

/** An evaluation whose progress is told. */
export interface WatchedEvaluation<Result> {
  /** Steps done. */
  readonly step: number;
  /** Examples that it takes. */
  readonly totalExamples: number;
  readonly signal: AbortSignal | undefined;
  readonly evaluate: (onExamples: OnExamples) => Promise<Result>;
}

/**
 * The events of an evaluation. Where its reader leaves off, the evaluation ends first: nothing uses the
 * model any longer.
 *
 * @returns what it gives; undefined when a stop was asked for meanwhile
 */
export async function* watchEvaluation<Result>({
  step,
  totalExamples,
  signal,
  evaluate,
}: WatchedEvaluation<Result>): AsyncGenerator<EvaluatingEvent, Result | undefined> {
  if (signal?.aborted) return undefined;
  let exampleCount = 0;
  try {
    return yield* withProgress<EvaluatingEvent, Result>(
      (tell, stops) =>
        evaluate((count) => {
          stops.throwIfAborted();
          exampleCount += count;
          tell({ type: "evaluating", step, exampleCount, totalExamples });
        }),
      signal,
    );
  } catch (error) {
    if (!signal?.aborted || error !== signal.reason) throw error;
    return undefined;
  }
}
