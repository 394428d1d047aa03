import type { LoopEvent, Scores, StepEvent } from "../training/events.js";
import type { ResolvedPretraining } from "./recipe.js";

/** How far the corpus is read and turned into tokens. */
export interface CorpusEvent {
  readonly type: "corpus";
  readonly phase: "hashing" | "tokenizing";
  readonly bytes: number;
  readonly totalBytes: number;
  readonly tokens: number;
}

/** What is known before the first step. */
export interface PretrainingStartedEvent {
  readonly type: "started";
  readonly recipe: ResolvedPretraining;
  readonly notes: readonly string[];
  readonly corpus: {
    readonly documents: number;
    readonly sentences: number;
    readonly tokens: number;
    readonly isFromCache: boolean;
  };
  readonly sequences: { readonly train: number; readonly validation: number };
  readonly vocabularySize: number;
  readonly parameters: number;
  readonly totalSteps: number;
  /** Steps already done: 0, or more after a resume. */
  readonly step: number;
}

/** One optimizer step. */
export interface PretrainingStepEvent extends StepEvent {
  /** Tokens a second, special ones included, since the first step of this process, evaluations included. */
  readonly tokensPerSecond: number;
}

/** The run is over, or stopped. */
export interface PretrainingFinishedEvent {
  readonly type: "finished";
  readonly directory: string;
  readonly step: number;
  readonly reason: "complete" | "early-stopping" | "interrupted";
  /** The content of `metrics.json`; empty for a run that was stopped. */
  readonly metrics: Scores;
}

/** What `pretrain` yields, in order: the corpus, `started`, then steps, evaluations and saves, `finished`. */
export type PretrainingEvent =
  | CorpusEvent
  | PretrainingStartedEvent
  | PretrainingStepEvent
  | Exclude<LoopEvent, StepEvent>
  | PretrainingFinishedEvent;
